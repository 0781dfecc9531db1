package io.frelay.relay.authenticate;

import io.frelay.protocol.AuthRequest;
import io.frelay.relay.connection.Connection;
import java.time.Duration;
import java.util.Optional;

/**
 * A party that has proved who it is and said whom it wants to meet.
 *
 * @param party the authenticated party
 * @param request its request (peer, tag, timeout), without its ClientHello
 * @param arrivedNanos when it made its request, on the clock of {@link System#nanoTime}
 * @param deadlineNanos when it stops waiting, on the clock of {@link System#nanoTime}
 * @param connection its connection
 * @param tls its outer TLS, until the switch
 */
public record Arrival(
    PartyId party,
    AuthRequest request,
    long arrivedNanos,
    long deadlineNanos,
    Connection connection,
    RawSwitch tls) {
  /** Time that it can still wait; never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  /** Returns whether it can wait at all: its timeout is not 0. */
  public boolean canWait() {
    return !request.timeout().equals(Optional.of(Duration.ZERO));
  }

  public boolean speaksVersion1() {
    return request.version() == 1;
  }
}
