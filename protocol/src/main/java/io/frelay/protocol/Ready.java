package io.frelay.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Both sides of a pairing are there: the relay's close_notify follows, then raw bytes.
 *
 * @param role which side of the end-to-end TLS the receiver takes
 * @param version the version the relay serves this party with; 1 when it does not say
 * @param clientHelloDelivered whether the peer has been sent the ClientHello of this party's
 *     request, so that the party goes on from there
 * @param standing how long a further connection of this party may stand without a request, for a
 *     party that asked; empty if the relay does not let it
 */
public record Ready(
    Role role, int version, boolean clientHelloDelivered, Optional<Duration> standing)
    implements Answer {
  static final String MODE = "Mode";
  static final String CLIENT_HELLO_DELIVERED = "ClientHelloDelivered";
  static final String STANDING_MS = "StandingMs";

  /**
   * @throws IllegalArgumentException if the ClientHello of a TLS server, or of a version 1 party,
   *     is said to be delivered
   */
  public Ready {
    if (clientHelloDelivered && (role != Role.CLIENT || version == 1)) {
      throw new IllegalArgumentException("a ClientHello where there is none");
    }
  }

  /** For a party that did not ask for prepared connections. */
  public Ready(Role role, int version, boolean clientHelloDelivered) {
    this(role, version, clientHelloDelivered, Optional.empty());
  }

  private static long millis(Duration time) {
    return Math.min(time.toMillis(), Integer.MAX_VALUE);
  }

  @Override
  public byte[] encode() {
    StringBuilder json = new StringBuilder();
    member(json, '{', MODE, role.mode());
    if (version > 1) {
      member(json, ',', AuthRequest.VERSION, version);
    }
    if (clientHelloDelivered) {
      member(json, ',', CLIENT_HELLO_DELIVERED, true);
    }
    standing.ifPresent(time -> member(json, ',', STANDING_MS, millis(time)));
    return json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void member(StringBuilder json, char before, String name, Object value) {
    json.append(before).append('"').append(name).append("\":").append(value);
  }
}
