package io.frelay.function.runtime.warm;

import io.frelay.client.internal.session.ClockReading;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two parties, a relay that joins them, and time, all in one thread: each party runs one invocation
 * after the other and keeps its connection as the runtime does. What happens when follows from the
 * seed.
 */
final class WarmSimulation {
  static final int INVOCATIONS = 12;
  private static final int LONGEST_LATENCY = 20;
  private static final int SHORTEST_PATIENCE = 50;
  private static final int TIME_LIMIT = 3_000;

  /** What happens beside invocations. */
  enum Weather {
    CALM,
    /** Processes stand still for a moment, less than anybody's patience. */
    HESITANT,
    /** Processes freeze for long, and die, with or without a word. */
    STORMY
  }

  private enum Name {
    ZERO,
    ONE
  }

  private record Event(long at, long order, Runnable action) {}

  /** What is under way: a frame of a use as its sender counts, or the connection's end. */
  private record Packet(Optional<Frame> frame, int use, long sentAt) {}

  /** One end of one connection. */
  private final class End {
    final Party party;
    final Handover handover;
    final Deque<Packet> arrived = new ArrayDeque<>();
    End other;
    int connection;
    int use;
    long lastArrival;
    boolean closed;

    End(Party party, boolean leads) {
      this.party = party;
      handover = new Handover(leads);
    }

    void send(Optional<Frame> frame) {
      frame.ifPresent(one -> deliver(new Packet(frame, use, now)));
    }

    void close() {
      if (!closed) {
        closed = true;
        deliver(new Packet(Optional.empty(), use, now));
      }
    }

    private void deliver(Packet packet) {
      End to = other;
      to.lastArrival = Math.max(to.lastArrival, now + latency());
      events.add(new Event(to.lastArrival, order++, () -> to.arrive(packet)));
    }

    /** The kernel takes it also while the process is frozen. */
    void arrive(Packet packet) {
      arrived.add(packet);
      at(now, party, this::look);
    }

    private void look() {
      if (party.current == this) {
        party.progress();
      }
    }
  }

  /** One function instance that runs one invocation at a time. */
  private final class Party {
    final Name name;
    final Duration patience = Duration.ofMillis(SHORTEST_PATIENCE + random.nextInt(200));
    int begun;
    int ended;
    End parked;
    End current;
    long frozenUntil;
    long frozenFor;
    long takenAt;
    long frozenBefore;
    boolean ownDone;
    boolean atRelay;

    Party(Name name) {
      this.name = name;
    }

    void invoke() {
      begun++;
      current = parked;
      parked = null;
      if (current == null) {
        meet();
        return;
      }
      takenAt = now;
      frozenBefore = frozenFor;
      current.send(current.handover.take(moment(), patience));
      progress();
    }

    /** Reads what is there, as whoever has the connection. */
    void progress() {
      if (current.handover.isWaiting()) {
        progressTaking();
      } else {
        progressUse();
      }
    }

    private void progressTaking() {
      End end = current;
      while (end.handover.isWaiting() && !end.arrived.isEmpty()) {
        Packet packet = end.arrived.remove();
        if (packet.frame().isEmpty()) {
          giveUp();
          return;
        }
        receive(end, packet);
        if (end.handover.isInUse()) {
          warmUses++;
          check(now - packet.sentAt() <= mostWait(end), "an old sign of life");
          use(end);
          return;
        }
      }
      Duration left = end.handover.left(moment());
      if (!end.handover.isWaiting() || left.isNegative() || left.isZero()) {
        giveUp();
      } else {
        at(now + left.toMillis(), this, () -> lookAgain(end));
      }
    }

    private void lookAgain(End end) {
      if (current == end && end.handover.isWaiting()) {
        progressTaking();
      }
    }

    private void giveUp() {
      givenUp++;
      long waited = now - takenAt - (frozenFor - frozenBefore);
      check(waited <= mostWait(current), "waited for " + waited);
      current.close();
      meet();
    }

    private long mostWait(End end) {
      return patience.toMillis() * 2 + end.other.party.patience.toMillis();
    }

    private void meet() {
      current = null;
      atRelay = true;
      Party other = this == zero ? one : zero;
      if (other.atRelay) {
        atRelay = false;
        other.atRelay = false;
        End follower = new End(this, false);
        End leader = new End(other, true);
        follower.other = leader;
        leader.other = follower;
        follower.connection = ++connections;
        leader.connection = connections;
        at(now + latency(), this, () -> use(follower));
        at(now + latency(), other, () -> other.use(leader));
      }
    }

    /** Runs the handler: it writes a little, and reads to the peer's end or does not care. */
    void use(End end) {
      current = end;
      int number = ++end.use;
      uses.computeIfAbsent(end.connection + "." + number, use -> EnumSet.noneOf(Name.class))
          .add(name);
      ownDone = false;
      boolean reads = random.nextInt(4) > 0;
      boolean fails = random.nextInt(10) == 0;
      int busy = random.nextInt(40);
      for (int i = random.nextInt(4); i > 0; i--) {
        at(now + random.nextInt(busy + 1), this, () -> write(end));
      }
      at(now + busy, this, () -> finish(end, reads, fails));
      at(now + TIME_LIMIT, this, () -> failIn(end, number));
      progressUse();
    }

    private void write(End end) {
      if (current == end && !end.handover.outputEnded() && !end.closed) {
        end.send(Optional.of(Frame.data(1)));
      }
    }

    private void finish(End end, boolean reads, boolean fails) {
      if (current != end || end.closed) {
        return;
      }
      if (fails) {
        fail(end);
        return;
      }
      end.send(end.handover.end());
      ownDone = true;
      if (reads) {
        progressUse();
      } else {
        succeed();
      }
    }

    private void progressUse() {
      End end = current;
      while (!end.handover.inputEnded() && !end.arrived.isEmpty()) {
        Packet packet = end.arrived.remove();
        if (packet.frame().isEmpty()) {
          fail(end);
          return;
        }
        receive(end, packet);
      }
      if (ownDone && end.handover.inputEnded()) {
        succeed();
      }
    }

    private void succeed() {
      current.handover.park();
      parked = current;
      done();
    }

    private void fail(End end) {
      if (current == end) {
        end.close();
        done();
      }
    }

    private void failIn(End end, int number) {
      if (end.use == number) {
        fail(end);
      }
    }

    private void done() {
      current = null;
      ended++;
      next();
    }

    void next() {
      if (begun < INVOCATIONS) {
        // Mostly together with the peer's, sometimes far apart.
        long pause = random.nextInt(3) > 0 ? random.nextInt(30) : random.nextInt(600);
        at(now + pause, this, this::invoke);
      }
    }

    void freeze() {
      freezeFor(random.nextInt(1_000));
    }

    /** So briefly that, latency included, nobody loses patience for it. */
    void hesitate() {
      freezeFor(random.nextInt(SHORTEST_PATIENCE - LONGEST_LATENCY));
    }

    private void freezeFor(long length) {
      frozenFor += Math.max(0, now + length - Math.max(now, frozenUntil));
      frozenUntil = Math.max(frozenUntil, now + length);
    }

    /**
     * Another instance goes on in its place; the peer learns it from the network, or never does.
     */
    void die() {
      boolean silently = random.nextBoolean();
      for (End end : new End[] {parked, current}) {
        if (end != null && silently) {
          end.closed = true;
        } else if (end != null) {
          end.close();
        }
      }
      parked = null;
      if (current != null) {
        done();
      }
    }
  }

  private final Random random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final Map<String, EnumSet<Name>> uses = new TreeMap<>();
  private final Party zero;
  private final Party one;
  private int connections;
  private long now;
  private long order;
  private int warmUses;
  private int givenUp;

  WarmSimulation(long seed) {
    random = new Random(seed);
    zero = new Party(Name.ZERO);
    one = new Party(Name.ONE);
  }

  /** Runs until nothing is left to happen. */
  void run(Weather weather) {
    zero.next();
    one.next();
    if (weather == Weather.HESITANT) {
      for (int when = 0; when < 6_000; when += 100) {
        trouble(when + random.nextInt(50), some()::hesitate);
      }
    } else if (weather == Weather.STORMY) {
      for (int i = random.nextInt(8); i > 0; i--) {
        Party party = some();
        trouble(random.nextInt(4_000), random.nextInt(3) > 0 ? party::freeze : party::die);
      }
    }
    while (!events.isEmpty()) {
      Event event = events.remove();
      now = event.at();
      event.action().run();
    }
  }

  private Party some() {
    return random.nextBoolean() ? zero : one;
  }

  private void trouble(long when, Runnable what) {
    events.add(new Event(when, order++, what));
  }

  /** Uses that one party has begun and the other has not. */
  List<String> halfUses() {
    return uses.entrySet().stream()
        .filter(use -> use.getValue().size() == 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether each party has run all its invocations, or waits at the relay for want of a peer. */
  boolean nobodyHangs() {
    return (zero.ended == INVOCATIONS || (zero.atRelay && one.ended == INVOCATIONS))
        && (one.ended == INVOCATIONS || (one.atRelay && zero.ended == INVOCATIONS));
  }

  boolean allEnded() {
    return zero.ended == INVOCATIONS && one.ended == INVOCATIONS;
  }

  int warmUses() {
    return warmUses;
  }

  int givenUp() {
    return givenUp;
  }

  private ClockReading moment() {
    return new ClockReading(now * 1_000_000, now);
  }

  private long latency() {
    return random.nextInt(LONGEST_LATENCY);
  }

  /** Lets a party do something then, or once it is thawed. */
  private void at(long when, Party party, Runnable action) {
    events.add(new Event(when, order++, () -> unfrozen(party, action)));
  }

  private void unfrozen(Party party, Runnable action) {
    if (now < party.frozenUntil) {
      at(party.frozenUntil, party, action);
    } else {
      action.run();
    }
  }

  private void receive(End end, Packet packet) {
    Frame frame = packet.frame().orElseThrow();
    boolean ofUse = frame.type() == Frame.Type.DATA || frame.type() == Frame.Type.END;
    check(!ofUse || packet.use() == end.use, "data of another use");
    try {
      end.send(end.handover.received(frame, moment()));
    } catch (FramingException e) {
      throw new AssertionError("at " + now, e);
    }
  }

  private void check(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError(rule + " at " + now);
    }
  }
}
