package io.frelay.client.internal.tls;

import io.frelay.client.internal.session.SessionBinding;
import java.util.ArrayList;
import java.util.List;

/**
 * Protocols of the end-to-end TLS (ALPN, RFC 7301), most wanted first.
 *
 * @param offered as the TLS client
 * @param accepted as the TLS server
 */
public record ApplicationProtocols(List<String> offered, List<String> accepted) {
  /** A stream that survives its connections: section 8 of {@code docs/protocol.md}. */
  public static final String RESUMABLE = "frelay/2";

  /** The same, and what comes after it may have its connection: "Reuse" there. */
  public static final String REUSABLE = "frelay/2+reuse";

  /** Behind one of these: both sides know named streams, section 11 there. */
  private static final String NAMED_STREAMS = "+streams";

  /**
   * Protocols of a session through a relay.
   *
   * @param wanted by the application
   * @param resumes whether the session is to survive its connections
   * @param binds whether both sides confirm which session they mean
   * @param traces whether there may be a trace to tell the peer of
   */
  public static ApplicationProtocols of(
      List<String> wanted, boolean resumes, boolean binds, boolean traces) {
    List<String> plain = new ArrayList<>();
    wanted.forEach(each -> add(plain, each));
    if (resumes) {
      add(plain, RESUMABLE);
    }
    List<String> untraced = binds ? SessionBinding.offer(plain) : List.copyOf(plain);
    List<String> traced = TraceExtension.offer(untraced); // the peer may have something to tell
    return new ApplicationProtocols(traces ? traced : untraced, traced);
  }

  private static void add(List<String> all, String protocol) {
    if (protocol.equals(RESUMABLE) || protocol.equals(REUSABLE)) {
      all.add(protocol + NAMED_STREAMS);
    }
    all.add(protocol);
  }

  /** Returns whether it is that of a session whose sides both know named streams. */
  static boolean haveNamedStreams(String protocol) {
    return protocol.endsWith(NAMED_STREAMS);
  }

  /** Returns what is agreed on beside that. */
  static String withoutNamedStreams(String protocol) {
    return haveNamedStreams(protocol)
        ? protocol.substring(0, protocol.length() - NAMED_STREAMS.length())
        : protocol;
  }

  /** Protocols of a connection without a relay. */
  static ApplicationProtocols direct() {
    List<String> bound = SessionBinding.offer(List.of());
    return new ApplicationProtocols(bound, bound);
  }
}
