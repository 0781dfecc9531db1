package io.frelay.relay.cluster;

import io.frelay.protocol.ClientHello;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.rendezvous.PairingKey;
import io.frelay.relay.rendezvous.Rendezvous.Encounter;
import java.util.Optional;

/**
 * A party that waits at this relay, which alone decides who meets it. Its entry in the registry is
 * a hint for the others:
 *
 * <pre>
 *   UNENTERED -- asks --> ASKING -- waits --> ENTERED -- Redis has forgotten --> UNENTERED
 *                         ASKING -- Redis fails --> UNENTERED
 *   any -- met here, given to another relay, goes to another relay, taken over, left --> gone
 * </pre>
 */
final class Waiter {
  private enum State {
    UNENTERED,
    ASKING,
    ENTERED
  }

  private final long id;
  private final Arrival arrival;
  private final PairingKey key;
  private final Encounter encounter;
  private State state = State.UNENTERED;
  private Optional<ClientHello> hello;
  private boolean isNew = true;

  Waiter(long id, Newcomer newcomer, Encounter encounter) {
    this.id = id;
    this.arrival = newcomer.arrival();
    this.key = PairingKey.of(arrival);
    this.encounter = encounter;
    this.hello = newcomer.hello();
  }

  /** Its number at this relay, which is never used again. */
  long id() {
    return id;
  }

  Arrival arrival() {
    return arrival;
  }

  Connection connection() {
    return arrival.connection();
  }

  PairingKey key() {
    return key;
  }

  Encounter encounter() {
    return encounter;
  }

  /** As it came; without a ClientHello once it has been entered. */
  synchronized Newcomer newcomer() {
    return new Newcomer(arrival, hello);
  }

  /** The registry is about to be asked; false if it is being asked already. */
  synchronized boolean beginAsking() {
    if (state == State.ASKING) {
      return false;
    }
    state = State.ASKING;
    return true;
  }

  synchronized void endAsking(boolean isEntered) {
    state = isEntered ? State.ENTERED : State.UNENTERED;
    if (isEntered) {
      hello = Optional.empty();
      isNew = false;
    }
  }

  /** Returns whether it was never entered. */
  synchronized boolean isNew() {
    return isNew;
  }

  synchronized boolean isEntered() {
    return state == State.ENTERED;
  }
}
