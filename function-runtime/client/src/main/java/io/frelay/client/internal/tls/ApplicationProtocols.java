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
    List<String> plain = new ArrayList<>(wanted);
    if (resumes) {
      plain.add(RESUMABLE);
    }
    List<String> untraced = binds ? SessionBinding.offer(plain) : List.copyOf(plain);
    List<String> traced = TraceExtension.offer(untraced); // the peer may have something to tell
    return new ApplicationProtocols(traces ? traced : untraced, traced);
  }

  /** Protocols of a connection without a relay. */
  static ApplicationProtocols direct() {
    List<String> bound = SessionBinding.offer(List.of());
    return new ApplicationProtocols(bound, bound);
  }
}
