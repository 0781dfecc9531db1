package io.frelay.client.internal.session;

import io.frelay.client.Resumption;
import io.frelay.client.internal.session.SessionEngine.Action;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A process with one session, without threads: it drives the engine as the shell does, one step at
 * a time. When each of its steps is taken is for the schedule to say.
 */
final class SimulatedParty {
  /** Knowledge of the parties of a schedule about each other, behind the protocol's back. */
  interface World {
    /** The party that this one's session is with. */
    SimulatedParty peerOf(SimulatedParty party);

    ClockReading now();
  }

  private static final byte[] PATTERN = new byte[5 << 20];

  static {
    new Random(1).nextBytes(PATTERN);
  }

  private static final String ORIGINAL = "t";
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final int side;
  private final int number;
  private final SimulatedRelay relay;
  private final World world;
  private final RandomGenerator random;
  private final int window;
  final SessionEngine engine;
  private final byte[] scratch = new byte[SessionEngine.FULL_FRAME];

  // the application
  private long toWrite;
  private long taken;
  private boolean atEnd;
  private boolean closing;
  private boolean left;

  // the shell
  private SimulatedLink link;
  private boolean begun;
  private boolean killed;
  private boolean refused;
  private String place;
  private boolean atResumeTag;
  private int waits; // in calm rounds

  SimulatedParty(
      int side,
      int number,
      SimulatedRelay relay,
      World world,
      RandomGenerator random,
      long toWrite,
      int window) {
    this.side = side;
    this.number = number;
    this.relay = relay;
    this.world = world;
    this.random = random;
    this.toWrite = toWrite;
    this.window = window;
    byte[] name = new byte[Nonce.BYTES];
    random.nextBytes(name);
    engine = new SessionEngine(Nonce.of(name), Resumption.DEFAULTS.withWindow(window), world.now());
  }

  int side() {
    return side;
  }

  boolean isKilled() {
    return killed;
  }

  /** Returns whether nothing more will happen. */
  boolean isOver() {
    return killed || refused || engine.isOver();
  }

  /** Returns whether its application was done, and so is the session. */
  boolean hasLeft() {
    return left;
  }

  boolean isAtEnd() {
    return atEnd;
  }

  boolean hasAll() {
    return atEnd && toWrite == 0 && engine.isOutputEnded();
  }

  // --- the application ---

  void write(int most) {
    if (!isOver() && !engine.isOutputEnded()) {
      int from = patternAt(engine.counts().sent());
      int count = (int) Math.min(most, toWrite);
      toWrite -=
          engine.write(
              ByteBuffer.wrap(PATTERN, from, count), SessionEngine.FULL_FRAME, world.now());
    }
  }

  private int patternAt(long position) {
    return (int) (number * 104_729L + position);
  }

  void finish() {
    if (toWrite == 0 && !isOver()) {
      engine.endOutput();
    }
  }

  /** From what has come, or else from the connection. */
  void read(int most) {
    ByteBuffer to = ByteBuffer.wrap(scratch, 0, Math.min(most, scratch.length));
    int count = engine.read(to);
    if (count == 0) {
      receive(to);
    }
    if (closing) {
      return; // what comes is thrown away
    }
    if (count < 0) {
      sawEnd();
    }
    took(to.position());
  }

  /** Whoever reads for another reason. */
  void hear() {
    receive(NOTHING);
  }

  private void took(int count) {
    if (count > 0) {
      SimulatedParty writer = world.peerOf(this);
      int from = writer.patternAt(taken);
      for (int i = 0; i < count; i++) {
        if (scratch[i] != PATTERN[from + i]) {
          throw new AssertionError("a wrong byte at " + (taken + i));
        }
      }
      taken += count;
      require(taken <= writer.engine.counts().sent(), "more was read than written");
    }
  }

  private void sawEnd() {
    atEnd = true;
    SimulatedParty writer = world.peerOf(this);
    require(writer.engine.isOutputEnded(), "an end that is none");
    require(taken == writer.engine.counts().sent(), "the end comes too soon");
  }

  void close() {
    if (!closing && !isOver()) {
      closing = true;
      toWrite = 0;
      engine.close(world.now());
    }
  }

  /** Waits no longer for the peer's end, or not at all. */
  void leave(boolean impatient) {
    if (closing && !isOver() && (impatient || left)) {
      engine.stopClosing(true);
      settle();
    }
  }

  void abort() {
    if (!isOver()) {
      engine.abort(SessionEnd.CLOSED_HERE);
      settle();
    }
  }

  /** The process dies. */
  void kill() {
    killed = true;
    if (random.nextBoolean()) {
      depart(); // otherwise the relay does not notice
    }
    if (link != null) {
      link.drop();
    }
  }

  private void depart() {
    if (place != null) {
      relay.leave(this, place);
      place = null;
    }
  }

  // --- the shell ---

  private void receive(ByteBuffer to) {
    if (link == null || isOver()) {
      return;
    }
    try {
      ByteBuffer bytes = link.receive();
      if (bytes == null) {
        engine.peerLeft(world.now());
      } else {
        engine.received(bytes, to, world.now());
      }
    } catch (SocketTimeoutException e) {
      return;
    } catch (IOException e) {
      engine.connectionLost(world.now());
    }
    settle();
  }

  /** Sends what there is as one piece. Returns whether there was anything. */
  boolean send() {
    if (link == null || killed || !link.hasRoom()) {
      return false;
    }
    Output output = engine.nextOutput(1 + random.nextInt(SessionEngine.FULL_FRAME));
    if (output == null) {
      return false;
    }
    transmit(output);
    return true;
  }

  private void transmit(Output output) {
    if (output.leaves()) {
      link.end();
      left = true;
    } else {
      output.bytes().forEach(link::send);
    }
    if (link.mute) {
      engine.sendingFailed();
    } else {
      engine.transmitted(output);
    }
  }

  private void settle() {
    require(engine.end() != SessionEnd.PEER_BROKE_RULES, "broken rules: " + engine.fault());
    for (Action next = engine.nextAction(); next != null; next = engine.nextAction()) {
      switch (next) {
        case JOINED, BEGUN -> {}
        case HAND_OVER -> throw new AssertionError("nobody wants the connection");
        case CUT -> release().drop();
        case ANSWER -> answer(release(), engine.stranger());
        case PART -> part();
      }
    }
    if (engine.isOver()) {
      left |= closing;
      depart();
    }
  }

  private SimulatedLink release() {
    SimulatedLink released = link;
    link = null;
    return released;
  }

  /** Answers for this process, which has just this one session. */
  private void answer(SimulatedLink where, Frame.Resume greeting) {
    if (engine.heardOf(greeting)) {
      where.drop();
    } else {
      where.send(ByteBuffer.wrap(new Frame.Gone(greeting.peer(), GoneReason.UNKNOWN).encode()));
      where.end();
    }
  }

  private void part() {
    Output last = engine.nextOutput(1);
    if (last != null) {
      transmit(last);
    }
    link.end();
  }

  void tick() {
    if (!isOver()) {
      engine.checkClock(world.now());
      engine.tick(world.now());
      settle();
    }
  }

  /** Returns whether the connection is such that pings would show it to be dead. */
  boolean isCutOff() {
    return link != null && !isOver() && !link.isWhole();
  }

  /** The connection is found dead, be it or not. */
  void lose() {
    if (link != null && !isOver()) {
      engine.connectionLost(world.now());
      settle();
    }
  }

  /** The network loses it, in one direction or both; nobody need notice. */
  void cut() {
    if (link != null) {
      if (random.nextBoolean()) {
        link.cutIn();
      }
      if (random.nextBoolean()) {
        link.cutOut();
      }
    }
  }

  void hurry() {
    if (link != null) {
      link.hurry();
    }
  }

  /** One step towards another connection. */
  void reconnect() {
    if (isOver() || link != null || place != null) {
      return;
    }
    boolean known = engine.resumeTag().isPresent();
    atResumeTag = known && (!atResumeTag || engine.needsNothing());
    place = atResumeTag ? engine.resumeTag().orElseThrow() : ORIGINAL;
    relay.come(this, place);
  }

  /** Has waited long enough for the peer. */
  void giveUpWaiting() {
    if (begun && !isOver()) {
      depart();
    }
  }

  void met(SimulatedLink end) {
    place = null;
    begun = true;
    link = end;
    engine.connected(world.now());
  }

  void notMet() {
    place = null;
  }

  void takenOver() {
    place = null;
    refused |= !begun;
  }

  // --- when connections hold ---

  /** Everything that can be done now, as all threads of a process together would. */
  void calmRound() {
    for (int work = 0; work < 64; work++) {
      write(SessionEngine.FULL_FRAME);
      finish();
      read(SessionEngine.FULL_FRAME);
      hear();
      send();
    }
    if (hasAll()) {
      close();
    }
    leave(false);
    tick();
    if (isCutOff() && random.nextInt(8) == 0) {
      lose();
    }
    waits = place != null ? waits + 1 : 0;
    if (waits > (atResumeTag || engine.resumeTag().isEmpty() ? 30 : 5)) {
      waits = 0;
      giveUpWaiting();
    }
    reconnect();
  }

  // --- what must always hold ---

  void check() {
    require(engine.held() <= window, "more is held than the window");
    require(
        engine.kept() <= mostUnconfirmed(),
        "%d are on their way, and %d fit: %s".formatted(engine.kept(), mostUnconfirmed(), this));
  }

  /** Cheaper than assertThat, millions of times. */
  static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }

  private long mostUnconfirmed() {
    SimulatedParty peer = engine.resumeTag().isPresent() ? world.peerOf(this) : null;
    return peer == null ? SessionEngine.MIN_WINDOW : peer.window;
  }

  @Override
  public String toString() {
    return "party %d.%d (%s, linked %s, at %s, %s, taken %d, at end %s)"
        .formatted(side, number, engine.end(), link != null, place, engine.counts(), taken, atEnd);
  }
}
