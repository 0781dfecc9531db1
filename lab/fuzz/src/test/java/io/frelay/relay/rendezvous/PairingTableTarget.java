package io.frelay.relay.rendezvous;

import io.frelay.fuzz.Choices;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Comings and goings of two users' parties: whoever meets has the same key and is not the same
 * party, each is let go once, and one waiter at most waits for a key.
 */
public final class PairingTableTarget {
  private record Waiter(PairingKey key, String party, int number) {}

  private final PairingTable<Waiter> rendezvous = new PairingTable<>();
  private final Map<PairingKey, Waiter> model = new HashMap<>();
  private final Set<Waiter> gone = new HashSet<>();
  private int count;

  private PairingTableTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    PairingTableTarget target = new PairingTableTarget();
    Choices choices = new Choices(input);
    while (!choices.isAtEnd()) {
      target.step(choices);
    }
  }

  private void step(Choices choices) {
    int what = choices.of(32);
    String lesser = "0";
    String greater = "1";
    PairingKey key =
        new PairingKey((what & 1) == 0 ? "a" : "b", lesser, greater, (what & 2) == 0 ? "" : "t");
    String party = (what & 4) == 0 ? lesser : greater;
    Waiter there = model.get(key);
    if ((what & 24) == 24 && there != null) {
      if (!rendezvous.withdraw(key, there)) {
        throw new AssertionError("a waiter that was not there");
      }
      let(there);
      model.remove(key);
    } else {
      offer(new Waiter(key, party, count++), there);
    }
    if (rendezvous.size() != model.size()) {
      throw new AssertionError("waiters %d, not %d".formatted(rendezvous.size(), model.size()));
    }
  }

  private void offer(Waiter newcomer, Waiter there) {
    PairingTable.Outcome<Waiter> outcome =
        rendezvous.offer(newcomer.key, newcomer.party, newcomer.number, newcomer);
    if (there == null) {
      require(outcome.peer().isEmpty() && outcome.outdated().isEmpty());
      model.put(newcomer.key, newcomer);
    } else if (there.party.equals(newcomer.party)) {
      require(outcome.peer().isEmpty() && outcome.outdated().get().equals(there));
      let(there);
      model.put(newcomer.key, newcomer);
    } else {
      require(outcome.peer().get().equals(there) && outcome.outdated().isEmpty());
      let(there);
      model.remove(newcomer.key);
    }
  }

  private void let(Waiter waiter) {
    require(gone.add(waiter));
  }

  private static void require(boolean held) {
    if (!held) {
      throw new AssertionError("another outcome than the model's");
    }
  }
}
