package io.frelay.client.session;

import io.frelay.client.session.SessionState.Greeting;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A process with one session, without threads: what Inflow, Outflow and Keeper do, one step at a
 * time. When each of its steps is taken is for the schedule to say.
 */
final class SimulatedParty {
  /** Why nothing more will happen. */
  enum Over {
    KILLED,
    LEFT,
    LEFT_BY_PEER,
    TRUNCATED,
    PEER_RESTARTED,
    BROKEN_OFF,
    REFUSED
  }

  /** What the parties of a schedule know of each other behind the protocol's back. */
  interface World {
    /** The party that this one's session is with. */
    SimulatedParty peerOf(SimulatedParty party);
  }

  private static final byte[] PATTERN = new byte[5 << 20];

  static {
    new Random(1).nextBytes(PATTERN);
  }

  private static final String ORIGINAL = "t";
  private static final int PIECE = (64 << 10) - Frame.HEADER;

  private final int side;
  private final int number;
  private final SimulatedRelay relay;
  private final World world;
  private final RandomGenerator random;
  private final int window;
  final SessionState state;
  private final byte[] scratch = new byte[PIECE];

  // the application
  private long toWrite;
  private long taken;
  private boolean atEnd;
  private boolean closing;

  // the session
  private final ByteQueue outbox = new ByteQueue();
  private final ByteQueue inbox = new ByteQueue();
  private SimulatedLink link;
  private boolean pingDue;
  private boolean ackDue;
  private OptionalLong pongDue = OptionalLong.empty();
  private Over over;

  // the keeper
  private boolean begun;
  private String place;
  private boolean atResumeTag;
  private SimulatedLink candidate;
  private boolean greeted;
  private boolean awaitsGone;
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
    state = new SessionState(Nonce.of(name), window);
  }

  int side() {
    return side;
  }

  Over over() {
    return over;
  }

  boolean isOver() {
    return over != null;
  }

  boolean isLinked() {
    return link != null;
  }

  boolean isAtEnd() {
    return atEnd;
  }

  private void end(Over why) {
    if (over == null) {
      over = why;
    }
  }

  // --- the application ---

  void write(int most) {
    int count = (int) Math.min(Math.min(most, PIECE), Math.min(toWrite, state.credit()));
    if (isOver() || state.isOutputEnded() || count == 0) {
      return;
    }
    outbox.append(PATTERN, patternAt(state.sent()), count);
    state.written(count);
    toWrite -= count;
  }

  private int patternAt(long position) {
    return (int) (number * 104_729L + position);
  }

  void finish() {
    if (toWrite == 0 && !isOver()) {
      state.endOutput();
    }
  }

  /** As Inflow.read without waiting: from the inbox, or else from the connection. */
  void read(int most) {
    if (closing) {
      hear(); // what comes is thrown away
      return;
    }
    int count = 0;
    if (!inbox.isEmpty()) {
      count = inbox.copy(inbox.start(), scratch, 0, most);
      inbox.dropBefore(inbox.start() + count);
      state.consumed(count);
    } else if (state.isAtEnd()) {
      sawEnd();
    } else if (link != null && !isOver()) {
      count = step(most);
    }
    took(count);
  }

  /** As Inflow.advance: whoever reads, what is for the application goes to the inbox. */
  void hear() {
    if (link != null && !isOver()) {
      step(0);
    }
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
      require(taken <= writer.state.sent(), "more was read than written");
    }
  }

  private void sawEnd() {
    atEnd = true;
    SimulatedParty writer = world.peerOf(this);
    require(writer.state.isOutputEnded(), "an end that is none");
    require(taken == writer.state.sent(), "the end comes too soon");
  }

  /** As ResumableTransport.close(). */
  void close() {
    closing = true;
    toWrite = 0;
    state.endOutput();
  }

  boolean hasAll() {
    return atEnd && toWrite == 0 && state.isOutputEnded();
  }

  /**
   * Leaves if nothing is left to do.
   *
   * @param impatient or if that takes too long
   */
  void leave(boolean impatient) {
    if (!closing || isOver()) {
      return;
    }
    discard();
    if (impatient || (state.isComplete() && !hasToSend())) {
      end(Over.LEFT);
      depart();
      if (link != null) {
        link.end();
      }
    }
  }

  private boolean hasToSend() {
    return link != null && !link.mute && (pingDue || ackDue || pongDue.isPresent());
  }

  private void discard() {
    state.consumed((int) (inbox.end() - inbox.start()));
    inbox.dropBefore(inbox.end());
  }

  /** As ResumableTransport.abort(). */
  void abort() {
    end(Over.LEFT);
    depart();
    if (link != null) {
      link.send(new Frame.Gone(state.own(), GoneReason.ABORTED));
      link.end();
    }
  }

  /** The process dies. */
  void kill() {
    end(Over.KILLED);
    if (random.nextBoolean()) {
      depart(); // otherwise the relay does not notice
    }
    for (SimulatedLink each : new SimulatedLink[] {link, candidate}) {
      if (each != null) {
        each.drop();
      }
    }
  }

  private void depart() {
    if (place != null) {
      relay.leave(this, place);
      place = null;
    }
  }

  // --- Inflow ---

  /** Takes a frame, or of a data frame what there is. */
  private int step(int wanted) {
    SimulatedLink present = link;
    try {
      if (present.frames.dataLeft() == 0) {
        Frame frame = present.frames.next();
        if (frame == null) {
          end(state.isInputEnded() ? Over.LEFT_BY_PEER : Over.TRUNCATED);
          present.drop();
          return 0;
        }
        heard(frame);
      }
      return link == present && present.frames.dataLeft() > 0 ? data(present, wanted) : 0;
    } catch (SocketTimeoutException e) {
      return 0;
    } catch (SessionRulesException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      lose();
      return 0;
    }
  }

  private int data(SimulatedLink present, int wanted) throws IOException {
    int known = present.known;
    int most = known > 0 ? Math.min(known, PIECE) : wanted > 0 ? wanted : PIECE;
    int count = present.frames.read(scratch, 0, most);
    if (known > 0) {
      present.known -= count;
      state.dropped(count);
      return 0;
    }
    state.arrived(count);
    if (wanted > 0) {
      state.consumed(count);
      return count;
    }
    inbox.append(scratch, 0, count);
    return 0;
  }

  private void heard(Frame frame) throws SessionRulesException {
    if (frame instanceof Frame.Gone gone) {
      gone(gone);
    } else if (!state.isGreeted()) {
      if (state.greeted(frame) != Greeting.OURS) {
        answerStranger(link, frame);
        link = null;
      }
    } else if (frame instanceof Frame.Data data) {
      link.known = state.dataBegins(data.length());
    } else if (frame instanceof Frame.End end) {
      state.ended(end);
    } else if (frame instanceof Frame.Ack ack) {
      state.acked(ack);
      forget();
    } else if (frame instanceof Frame.Ping ping) {
      pongDue = OptionalLong.of(ping.id());
    } else {
      require(frame instanceof Frame.Pong, "an unknown frame");
    }
  }

  private void gone(Frame.Gone gone) {
    if (state.isMeant(gone)) {
      end(gone.reason() == GoneReason.UNKNOWN ? Over.PEER_RESTARTED : Over.BROKEN_OFF);
    }
  }

  private void answerStranger(SimulatedLink where, Frame greeting) {
    if (greeting instanceof Frame.Resume resume && !isLive(resume)) {
      where.send(new Frame.Gone(resume.peer(), GoneReason.UNKNOWN));
      where.end();
    } else {
      where.drop();
    }
  }

  /** Of the sessions of this process there is just this one. */
  private boolean isLive(Frame.Resume resume) {
    state.heardOf(resume);
    return resume.own().equals(state.peer()) && !isOver();
  }

  // --- Outflow ---

  /** Sends one frame, if there is one. Returns whether there was. */
  boolean send() {
    if (link == null || link.mute || !state.maySend() || isOver() || !link.hasRoom()) {
      return false;
    }
    Frame frame = nextFrame();
    if (frame != null) {
      link.send(frame);
      return true;
    }
    if (state.untransmitted() == 0) {
      return false;
    }
    int count = outbox.copy(state.cursor(), scratch, 0, 1 + random.nextInt(PIECE));
    byte[] header = new Frame.Data(count).encode();
    byte[] all = new byte[header.length + count];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(scratch, 0, all, header.length, count);
    link.send(all, all.length);
    if (!link.mute) {
      state.transmitted(count);
      forget();
    }
    return true;
  }

  private Frame nextFrame() {
    if (pongDue.isPresent()) {
      Frame pong = new Frame.Pong(pongDue.getAsLong());
      pongDue = OptionalLong.empty();
      return pong;
    }
    if (pingDue) {
      pingDue = false;
      return new Frame.Ping(number);
    }
    if (ackDue || state.isAckUrgent()) {
      ackDue = false;
      Frame ack = state.ack().orElse(null);
      if (ack != null) {
        return ack;
      }
    }
    return state.endToTransmit().orElse(null);
  }

  private void forget() {
    if (state.forgettable() > outbox.start()) {
      outbox.dropBefore(state.forgettable());
    }
  }

  /** What the keeper sees to every second. */
  void tick() {
    ackDue = true;
    pingDue |= random.nextInt(4) == 0;
  }

  // --- Keeper ---

  /** Whether the connection is such that pings would show it to be dead. */
  boolean isCutOff() {
    return link != null && !isOver() && !link.isWhole();
  }

  /** The connection is found dead, be it or not. */
  void lose() {
    if (link != null) {
      link.drop();
      link = null;
    }
  }

  /** The network loses it, in one direction or both; nobody need notice. */
  void cut() {
    SimulatedLink victim = link != null ? link : candidate;
    if (victim != null) {
      if (random.nextBoolean()) {
        victim.cutIn();
      }
      if (random.nextBoolean()) {
        victim.cutOut();
      }
    }
  }

  void hurry() {
    for (SimulatedLink each : new SimulatedLink[] {link, candidate}) {
      if (each != null) {
        each.hurry();
      }
    }
  }

  /** One step towards another connection. */
  void resume() {
    if (isOver() || link != null) {
      return;
    }
    if (candidate != null) {
      greet();
    } else if (place == null) {
      atResumeTag = state.isEstablished() && !atResumeTag;
      place = atResumeTag ? state.resumeTag() : ORIGINAL;
      relay.come(this, place);
    }
  }

  /** Has waited long enough, for the peer or for its greeting. */
  void giveUpWaiting() {
    if (begun && !isOver() && candidate == null) {
      depart();
    } else if (!isOver()) {
      dropCandidate();
    }
  }

  void met(SimulatedLink end) {
    place = null;
    if (begun) {
      candidate = end;
      greeted = false;
      awaitsGone = false;
    } else {
      begun = true;
      link = end;
      link.send(state.greet());
    }
  }

  void notMet() {
    place = null;
  }

  void takenOver() {
    place = null;
    if (!begun) {
      end(Over.REFUSED);
    }
  }

  private void dropCandidate() {
    if (candidate != null) {
      candidate.drop();
      candidate = null;
    }
  }

  private void greet() {
    SimulatedLink present = candidate;
    try {
      if (!greeted) {
        present.send(state.greet());
        greeted = true;
      } else if (awaitsGone) {
        awaitGone(present);
      } else {
        answered(present, present.frames.next());
      }
    } catch (SocketTimeoutException e) {
      // Later.
    } catch (SessionRulesException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      dropCandidate();
    }
  }

  private void answered(SimulatedLink present, Frame answer) throws SessionRulesException {
    if (answer instanceof Frame.Gone gone) {
      gone(gone);
    }
    if (answer == null || answer instanceof Frame.Gone) {
      dropCandidate();
      return;
    }
    switch (state.greeted(answer)) {
      case OURS -> {
        link = present;
        candidate = null;
        state.forgetAck();
        ackDue = true;
      }
      case ANOTHER_BEGINS -> awaitsGone = true;
      case ANOTHER_RESUMES -> {
        answerStranger(present, answer);
        candidate = null;
      }
    }
  }

  private void awaitGone(SimulatedLink present) throws IOException {
    if (present.frames.dataLeft() > 0) {
      present.frames.read(scratch, 0, PIECE);
      return;
    }
    Frame frame = present.frames.next();
    if (frame instanceof Frame.Gone gone) {
      gone(gone);
    }
    if (frame == null || frame instanceof Frame.Gone) {
      dropCandidate();
    }
  }

  // --- when connections hold ---

  /** Everything that can be done now, as all threads of a process together would. */
  void calmRound() {
    for (int work = 0; work < 64; work++) {
      write(PIECE);
      finish();
      read(PIECE);
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
    boolean waited = place != null || candidate != null;
    waits = waited ? waits + 1 : 0;
    if (waits > (atResumeTag || !state.isEstablished() ? 30 : 5)) {
      waits = 0;
      giveUpWaiting();
    }
    for (int work = 0; work < 10 && link == null; work++) {
      resume();
    }
  }

  // --- what must always hold ---

  void check() {
    require(state.received() - state.consumedBytes() <= window, "more is held than the window");
    require(outbox.end() == state.sent(), "what was written is not in the outbox");
    require(outbox.end() - outbox.start() <= mostUnconfirmed(), "more is on its way than fits");
  }

  /** Cheaper than assertThat, millions of times. */
  static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }

  private long mostUnconfirmed() {
    SimulatedParty peer = state.isEstablished() ? world.peerOf(this) : null;
    return peer == null ? SessionState.LEAST_WINDOW : peer.window;
  }

  @Override
  public String toString() {
    return "party %d.%d (%s, linked %s, at %s, sent %d, taken %d, at end %s)"
        .formatted(side, number, over, link != null, place, state.sent(), taken, atEnd);
  }
}
