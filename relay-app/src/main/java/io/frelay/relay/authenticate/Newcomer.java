package io.frelay.relay.authenticate;

import io.frelay.protocol.ClientHello;
import java.util.Optional;

/**
 * An arrival as it comes to meet its peer, with what is of use only if the peer is there already:
 * whoever has to wait leaves it behind, so that a waiter costs little.
 *
 * @param arrival the party that arrived
 * @param hello its ClientHello, if it brought one that has not been delivered
 */
public record Newcomer(Arrival arrival, Optional<ClientHello> hello) {
  /** One that has waited, and so has no ClientHello any more. */
  public static Newcomer fromWaiting(Arrival arrival) {
    return new Newcomer(arrival, Optional.empty());
  }
}
