package io.frelay.client.internal.session;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Joins two parties of different sides that come to the same place. */
final class SimulatedRelay {
  private record Place(String tag, int side) {}

  private final RandomGenerator random;
  private final Map<Place, SimulatedParty> waiting = new HashMap<>();
  private boolean calm;

  SimulatedRelay(RandomGenerator random) {
    this.random = random;
  }

  /** From now on connections hold. */
  void calm() {
    calm = true;
  }

  void come(SimulatedParty party, String tag) {
    SimulatedParty peer = waiting.remove(new Place(tag, 1 - party.side()));
    if (peer == null) {
      SimulatedParty earlier = waiting.put(new Place(tag, party.side()), party);
      if (earlier != null && earlier != party) {
        earlier.takenOver();
      }
      return;
    }
    SimulatedLink[] ends = SimulatedLink.connect(random);
    deliver(party, ends[0]);
    deliver(peer, ends[1]);
  }

  /** The handshake may fail on one side, and a party that is gone may still be thought to wait. */
  private void deliver(SimulatedParty party, SimulatedLink end) {
    if (calm) {
      end.hurry();
    }
    boolean fails = !calm && random.nextInt(20) == 0;
    if (fails || party.isOver()) {
      end.drop();
      party.notMet();
    } else {
      party.met(end);
    }
  }

  void leave(SimulatedParty party, String tag) {
    waiting.remove(new Place(tag, party.side()), party);
  }
}
