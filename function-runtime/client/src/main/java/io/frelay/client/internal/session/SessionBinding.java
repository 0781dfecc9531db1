package io.frelay.client.internal.session;

import io.frelay.protocol.Limits;
import io.frelay.protocol.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which session a party means: {@code frelay-bound/1}, section 9 of {@code docs/protocol.md}. Both
 * sides say so first inside the end-to-end TLS, because otherwise a relay could join two sessions
 * of the same two parties, and their certificates would have nothing against it. Pure.
 *
 * @param user of the own party; empty if its certificate does not say
 * @param party the own party's name
 * @param peer the other one's
 * @param tag that the session began with, wherever the two may meet again later
 * @param purpose what the session is for beyond its tag, such as a handler; empty if nobody says
 */
public record SessionBinding(String user, String party, String peer, String tag, String purpose) {
  /** By ALPN: the stream inside is bound, and nothing else is agreed on. */
  public static final String PROTOCOL = "frelay-bound/1";

  /** In front of the name of a protocol whose stream is bound. */
  private static final String PREFIX = PROTOCOL + "+";

  /** Longer than what any request to a relay can hold, so that no relayed session has it. */
  private static final String DIRECT = " ".repeat(Limits.REQUEST_BYTES);

  private static final int DIGEST = 32;

  /** Size of {@link #encode} in bytes. */
  public static final int BYTES = 3 * DIGEST;

  private static final byte[] UNSAID = new byte[DIGEST];

  /** Parts that are compared, in the order in which they are sent. */
  public enum Aspect {
    /** The two names and the tag. Both sides always say it. */
    SESSION(0),
    /** Need not be said; two that are said must be equal. */
    USER(DIGEST),
    /** As for the user. */
    PURPOSE(2 * DIGEST);

    private final int offset;

    Aspect(int offset) {
      this.offset = offset;
    }

    private byte[] of(byte[] all) {
      return Arrays.copyOfRange(all, offset, offset + DIGEST);
    }
  }

  /**
   * Binding of a connection without a relay. It differs from that of every session through one. It
   * says no user, as that comes from the certificate for the relay.
   */
  public static SessionBinding direct(String party, String peer) {
    return new SessionBinding("", party, peer, DIRECT, "");
  }

  /** Returns whether there is no relay. */
  public boolean isDirect() {
    return tag.equals(DIRECT);
  }

  /**
   * ALPN names to offer, to bind the session if the peer can, and to be served as ever if not.
   *
   * @param protocols to agree on beside that, most wanted first
   */
  public static List<String> offer(List<String> protocols) {
    List<String> all = new ArrayList<>();
    protocols.forEach(each -> all.add(PREFIX + each));
    all.add(PROTOCOL);
    all.addAll(protocols);
    return all;
  }

  /** Returns whether both sides bind the session. */
  public static boolean isAgreed(String applicationProtocol) {
    return applicationProtocol.equals(PROTOCOL) || applicationProtocol.startsWith(PREFIX);
  }

  /** Protocol that is agreed on beside that; empty if none is. */
  public static String inside(String applicationProtocol) {
    if (applicationProtocol.equals(PROTOCOL)) {
      return "";
    }
    return applicationProtocol.startsWith(PREFIX)
        ? applicationProtocol.substring(PREFIX.length())
        : applicationProtocol;
  }

  /** Bytes to send first. Both sides of a session send the same, but for what one does not say. */
  public byte[] encode() {
    boolean ownFirst = party.compareTo(peer) <= 0; // names are ASCII
    ByteBuffer all = ByteBuffer.allocate(BYTES);
    all.put(digest("session", ownFirst ? party : peer, ownFirst ? peer : party, tag));
    all.put(user.isEmpty() ? UNSAID : digest("user", user));
    all.put(purpose.isEmpty() ? UNSAID : digest("purpose", purpose));
    return all.array();
  }

  /**
   * First part in which the peer's binding differs; empty if none does.
   *
   * @param peers {@link #BYTES} that the peer has sent
   */
  public Optional<Aspect> difference(byte[] peers) {
    return difference(encode(), peers);
  }

  static Optional<Aspect> difference(byte[] own, byte[] peers) {
    return Arrays.stream(Aspect.values())
        .filter(each -> !agrees(each, each.of(own), each.of(peers)))
        .findFirst();
  }

  private static boolean agrees(Aspect aspect, byte[] own, byte[] peers) {
    boolean optional = aspect != Aspect.SESSION;
    return Arrays.equals(own, peers)
        || (optional && (Arrays.equals(own, UNSAID) || Arrays.equals(peers, UNSAID)));
  }

  private static byte[] digest(String aspect, String... texts) {
    List<String> all = new ArrayList<>(List.of(PROTOCOL + " " + aspect));
    all.addAll(List.of(texts));
    return Sha256.ofTexts(all);
  }
}
