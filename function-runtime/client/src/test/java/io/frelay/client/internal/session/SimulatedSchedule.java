package io.frelay.client.internal.session;

import static io.frelay.client.internal.session.SimulatedParty.require;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One history of two parties: trouble at random first, then calm. All of it follows from a seed.
 */
final class SimulatedSchedule implements SimulatedParty.World {
  private static final int MAX_STARTS = 4;
  private static final int CALM_ROUNDS = 1_000;

  /** Rounds in a schedule where somebody may rightly wait for one that does not come back. */
  private static final int CALM_ROUNDS_IN_VAIN = 100;

  private final SplittableRandom random;
  private final SimulatedRelay relay;
  private final List<List<SimulatedParty>> sides = List.of(new ArrayList<>(), new ArrayList<>());

  // what this history is like
  private final int steps;
  private final boolean large;
  private final int cuts; // of 1000 steps
  private final int restarts;
  private final int closes;
  private final boolean revenants;
  private final boolean[] reads;

  private boolean closedEarly;
  private long millis;

  SimulatedSchedule(long seed) {
    random = new SplittableRandom(seed);
    relay = new SimulatedRelay(random);
    large = random.nextInt(32) == 0;
    steps = 20 + random.nextInt(random.nextInt(8) == 0 ? 2_000 : 300);
    cuts = oneOf(0, 5, 30, 100);
    restarts = oneOf(0, 0, 3, 15);
    closes = oneOf(0, 0, 0, 10);
    revenants = restarts > 0 && random.nextInt(4) == 0;
    reads = new boolean[] {random.nextInt(8) > 0, random.nextInt(8) > 0};
  }

  private int oneOf(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  void run() {
    start(0);
    start(1);
    for (int i = 0; i < steps; i++) {
      millis += random.nextInt(500) == 0 ? random.nextInt(20_000) : random.nextInt(50);
      trouble();
      visit(anyParty(), this::act);
    }
    calmDown();
  }

  private void visit(SimulatedParty party, Consumer<SimulatedParty> what) {
    if (!party.isKilled() && !(party.isOver() && party.hasLeft())) {
      what.accept(party);
      startAnew(party);
      party.check();
    }
  }

  private SimulatedParty start(int side) {
    List<SimulatedParty> parties = sides.get(side);
    int number = 2 * parties.size() + side;
    long toWrite =
        large ? random.nextInt(1 << 20) : random.nextInt(random.nextInt(4) == 0 ? 1 : 3_000);
    int window = SessionEngine.MIN_WINDOW + (random.nextBoolean() ? 0 : random.nextInt(1 << 17));
    SimulatedParty party = new SimulatedParty(side, number, relay, this, random, toWrite, window);
    parties.add(party);
    return party;
  }

  @Override
  public ClockReading now() {
    return new ClockReading(millis * 1_000_000, millis);
  }

  @Override
  public SimulatedParty peerOf(SimulatedParty party) {
    for (SimulatedParty peer : sides.get(1 - party.side())) {
      if (peer.engine.own().equals(party.engine.peer())) {
        require(revenants || mayBeOf(peer, party), "the peer means another party");
        return peer;
      }
    }
    throw new AssertionError("a session with nobody");
  }

  private SimulatedParty newest(int side) {
    List<SimulatedParty> parties = sides.get(side);
    return parties.get(parties.size() - 1);
  }

  private SimulatedParty anyParty() {
    List<SimulatedParty> parties = sides.get(random.nextInt(2));
    return parties.get(random.nextInt(4) > 0 ? parties.size() - 1 : random.nextInt(parties.size()));
  }

  // --- trouble ---

  private void trouble() {
    int chance = random.nextInt(1_000);
    if (chance < cuts) {
      anyParty().cut();
    } else if (chance >= 500 && chance < 500 + restarts) {
      restart(random.nextInt(2));
    } else if (chance >= 700 && chance < 700 + closes) {
      closedEarly = true;
      SimulatedParty party = anyParty();
      if (random.nextInt(4) == 0) {
        party.abort();
      } else {
        party.close();
      }
    }
  }

  /** The old process is dead, or only thought to be. */
  private void restart(int side) {
    SimulatedParty present = newest(side);
    if (sides.get(side).size() < MAX_STARTS && !present.isOver() && !present.hasLeft()) {
      if (!revenants || random.nextBoolean()) {
        newest(side).kill();
      }
      start(side);
    }
  }

  /** An application that is told that its peer was restarted begins again, as its peer did. */
  private void startAnew(SimulatedParty party) {
    if (party.engine.end() == SessionEnd.PEER_RESTARTED && party == newest(party.side())) {
      if (!revenants) {
        require(peerOf(party).isOver(), "the peer was not restarted");
      }
      start(party.side());
    }
  }

  private void act(SimulatedParty party) {
    int most = large ? 1 << 16 : 1 + random.nextInt(1_000);
    switch (random.nextInt(16)) {
      case 0, 1 -> party.write(most);
      case 2 -> party.finish();
      case 3, 4, 5 -> {
        if (reads[party.side()]) {
          party.read(1 + random.nextInt(most));
        }
      }
      case 6, 7 -> party.hear();
      case 8, 9, 10 -> party.send();
      case 11 -> party.tick();
      case 12, 13 -> party.reconnect();
      case 14 -> rarely(party);
      default -> {
        if (party.hasAll()) {
          party.close();
        }
        party.leave(closedEarly && random.nextInt(8) == 0);
      }
    }
  }

  private void rarely(SimulatedParty party) {
    switch (random.nextInt(4)) {
      case 0 -> party.giveUpWaiting();
      case 1 -> {
        if (cuts > 0 && (party.isCutOff() || random.nextInt(8) == 0)) {
          party.lose();
        }
      }
      default -> {
        if (party.isCutOff()) {
          party.lose();
        }
      }
    }
  }

  // --- calm ---

  private void calmDown() {
    relay.calm();
    sides.forEach(parties -> parties.forEach(SimulatedParty::hurry));
    int rounds = 0;
    while (!isSettled()) {
      for (int side : random.nextBoolean() ? new int[] {0, 1} : new int[] {1, 0}) {
        for (SimulatedParty party : List.copyOf(sides.get(side))) {
          visit(party, SimulatedParty::calmRound);
        }
      }
      millis += 1_000;
      rounds++;
      if ((revenants || closedEarly) && rounds > CALM_ROUNDS_IN_VAIN) {
        return;
      }
      require(rounds < CALM_ROUNDS, "never at its end: " + newest(0) + ", " + newest(1));
    }
  }

  /** Both applications have all and one side knows it, or the other came too late for it. */
  private boolean isSettled() {
    SimulatedParty zero = newest(0);
    SimulatedParty one = newest(1);
    return ((zero.hasLeft() || one.hasLeft()) && hasAll(zero) && hasAll(one))
        || isLeftAlone(zero, one)
        || isLeftAlone(one, zero);
  }

  private static boolean hasAll(SimulatedParty party) {
    return party.isAtEnd() && party.engine.isOutputEnded();
  }

  private boolean isLeftAlone(SimulatedParty party, SimulatedParty peer) {
    return peer.hasLeft() && !mayBeOf(peer, party);
  }

  private static boolean mayBeOf(SimulatedParty peer, SimulatedParty party) {
    return peer.engine.peer() == null || peer.engine.peer().equals(party.engine.own());
  }
}
