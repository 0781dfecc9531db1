package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.client.Resumption;
import io.frelay.client.internal.session.SessionEngine.Action;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Cases that the simulation does not show, because an honest peer never tries them or they take
 * time.
 */
class SessionEngineTest {
  private static final int WINDOW = SessionEngine.MIN_WINDOW;
  private static final Nonce HERE = nonce(1);
  private static final Nonce THERE = nonce(2);
  private static final Nonce OTHER = nonce(3);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Resumption options = Resumption.DEFAULTS.withWindow(WINDOW);
  private ClockReading now = new ClockReading(0, 0);
  private final SessionEngine engine = new SessionEngine(HERE, options, now);

  private static Nonce nonce(int fill) {
    byte[] bytes = new byte[Nonce.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Nonce.of(bytes);
  }

  private void pass(Duration time) {
    now = new ClockReading(now.nanos() + time.toNanos(), now.wallMillis() + time.toMillis());
  }

  /** In seconds, with a tick in each. */
  private void tick(int seconds) {
    for (int i = 0; i < seconds; i++) {
      pass(Duration.ofSeconds(1));
      engine.tick(now);
    }
  }

  private void begin() {
    connect(new Frame.Begin(THERE, WINDOW));
    assertThat(engine.nextAction()).isEqualTo(Action.BEGUN);
  }

  private void connect(Frame greeting) {
    engine.connected(now);
    sent();
    hear(greeting);
    if (!engine.isOver()
        && !engine.isDown()
        && greeting instanceof Frame.Begin begin
        && begin.own().equals(engine.peer())) {
      assertThat(engine.nextAction()).isEqualTo(Action.JOINED);
    }
  }

  private void lose() {
    engine.connectionLost(now);
    while (engine.nextAction() != null) {
      // CUT
    }
  }

  private void hear(Frame frame) {
    engine.received(ByteBuffer.wrap(frame.encode()), NOTHING, now);
  }

  private void data(int count) {
    byte[] bytes = Arrays.copyOf(new Frame.Data(count).encode(), Frame.HEADER + count);
    engine.received(ByteBuffer.wrap(bytes), NOTHING, now);
  }

  private int read(int most) {
    return engine.read(ByteBuffer.allocate(most));
  }

  private int write(int count) {
    return engine.write(ByteBuffer.allocate(count), count, now);
  }

  /** All frames that it sends now, of data the lengths alone. */
  private List<Frame> sent() {
    List<Frame> frames = new ArrayList<>();
    for (Output next = next(); next != null && !next.leaves(); next = next()) {
      frames.addAll(frames(next));
    }
    return frames;
  }

  private Output next() {
    Output output = engine.nextOutput(SessionEngine.FULL_FRAME);
    if (output != null) {
      engine.transmitted(output);
    }
    return output;
  }

  private static List<Frame> frames(Output output) {
    ByteBuffer all = ByteBuffer.allocate(1 << 17);
    output.bytes().forEach(all::put);
    all.flip();
    FrameDecoder decoder = new FrameDecoder();
    List<Frame> frames = new ArrayList<>();
    try {
      while (all.hasRemaining()) {
        frames.add(decoder.next(all));
        all.position(all.position() + decoder.dataLeft());
        decoder.dataTaken(decoder.dataLeft());
      }
      return frames;
    } catch (SessionRulesException e) {
      throw new AssertionError(e);
    }
  }

  private void assertBrokenRule(String how) {
    assertThat(engine.end()).isEqualTo(SessionEnd.PEER_BROKE_RULES);
    assertThat(engine.fault()).hasMessageEndingWith(how);
    assertThat(engine.nextAction()).isEqualTo(Action.PART);
    assertThat(sent()).containsExactly(new Frame.Gone(HERE, GoneReason.BROKEN_RULES));
  }

  // --- the end ---

  @Test
  void theEndIsConfirmedOnlyWhenAllBeforeItIsTaken() {
    begin();
    data(5);
    hear(new Frame.End(5));
    assertThat(sent()).isEmpty();
    assertThat(read(4)).isEqualTo(4);
    assertThat(engine.hasOutput()).as("not urgent").isFalse();
    engine.tick(now);
    assertThat(sent()).containsExactly(new Frame.Ack(4));
    assertThat(read(4)).isEqualTo(1);
    assertThat(engine.hasOutput()).as("it may be busy with the last of it").isFalse();
    assertThat(read(4)).isEqualTo(-1);
    assertThat(sent()).containsExactly(new Frame.Ack(6));
  }

  /** The peer, which may send a window, would otherwise wait for the next tick with all of it. */
  @Test
  void aQuarterOfTheWindowIsConfirmedAtOnce() {
    begin();
    int quarter = WINDOW / 4;
    data(quarter / 2);
    data(quarter / 2);
    read(quarter - 1);
    assertThat(engine.hasOutput()).isFalse();
    read(1);
    assertThat(sent()).containsExactly(new Frame.Ack(quarter));
    assertThat(engine.hasOutput()).isFalse();
  }

  @Test
  void whoeverIsCompleteLeavesOnceItIsClosed() {
    begin();
    hear(new Frame.End(0));
    read(1);
    engine.endOutput();
    assertThat(sent()).containsExactly(new Frame.Ack(1), new Frame.End(0));
    hear(new Frame.Ack(1));
    assertThat(engine.isComplete()).isTrue();
    assertThat(engine.hasOutput()).isFalse();
    engine.close(now);
    assertThat(engine.nextOutput(1).leaves()).isTrue();
  }

  @Test
  void closingTakesLongWhereAConnectionIsLostWithSomethingUnconfirmed() {
    begin();
    write(1);
    sent();
    engine.close(now);
    assertThat(engine.closingTime(now)).isEqualTo(PeerConnection.LINGER);
    lose();
    assertThat(engine.closingTime(now)).isEqualTo(options.reconnectTimeout());
    pass(options.reconnectTimeout());
    assertThat(engine.closingTime(now)).isZero();
    engine.stopClosing(true);
    assertThat(engine.end()).isEqualTo(SessionEnd.CLOSED_HERE);
  }

  @Test
  void closingTakesItsTimeOverAConnectionThatCameLate() {
    begin();
    write(1);
    sent();
    engine.close(now);
    lose();
    Duration all = engine.closingTime(now);
    pass(PeerConnection.LINGER.multipliedBy(2));
    engine.connected(now); // nobody has asked in the meantime
    Duration left = all.minus(PeerConnection.LINGER.multipliedBy(2));
    assertThat(engine.closingTime(now)).isEqualTo(left);
    hear(new Frame.Resume(THERE, HERE, 0, WINDOW));
    assertThat(engine.closingTime(now)).isEqualTo(PeerConnection.LINGER);
  }

  @Test
  void whoHasLeftStaysForAPeerThatMayNotHaveHeardIt() {
    begin();
    hear(new Frame.End(0));
    engine.close(now);
    sent();
    hear(new Frame.Ack(1));
    lose();
    pass(PeerConnection.LINGER);
    engine.stopClosing(true);
    assertThat(engine.isOver()).isFalse();
    assertThat(engine.needsNothing()).isTrue();
    connect(new Frame.Resume(THERE, HERE, 1, WINDOW));
    assertThat(sent()).containsExactly(new Frame.Ack(1));
    engine.peerLeft(now);
    assertThat(engine.end()).isEqualTo(SessionEnd.LEFT_BY_PEER);
  }

  @Test
  void anEndInsideAFrameIsALoss() {
    begin();
    engine.received(ByteBuffer.wrap(new byte[] {0, 0}), NOTHING, now);
    engine.peerLeft(now);
    assertThat(engine.nextAction()).isEqualTo(Action.CUT);
    assertThat(engine.isOver()).isFalse();
  }

  // --- GONE ---

  @Test
  void goneMeansUsOnlyIfItNamesThePeer() {
    begin();
    hear(new Frame.Gone(OTHER, GoneReason.UNKNOWN));
    hear(new Frame.Gone(HERE, GoneReason.UNKNOWN));
    assertThat(engine.isOver()).isFalse();
    hear(new Frame.Gone(THERE, GoneReason.UNKNOWN));
    assertThat(engine.end()).isEqualTo(SessionEnd.PEER_RESTARTED);
  }

  @Test
  void aNewInstanceOfThePeerIsHeardOnlyUntilItSaysGone() {
    begin();
    lose();
    connect(new Frame.Begin(OTHER, WINDOW));
    data(10);
    assertThat(engine.counts().received()).isZero();
    hear(new Frame.Gone(THERE, GoneReason.UNKNOWN));
    assertThat(engine.end()).isEqualTo(SessionEnd.PEER_RESTARTED);
  }

  // --- greetings ---

  @Test
  void aNascentSideLearnsItsPeerFromAGreetingThatCameElsewhere() {
    assertThat(engine.heardOf(new Frame.Resume(THERE, OTHER, 0, WINDOW))).isFalse();
    assertThat(engine.heardOf(new Frame.Resume(HERE, HERE, 0, WINDOW))).isFalse();
    assertThat(engine.heardOf(new Frame.Resume(THERE, HERE, 0, WINDOW))).isTrue();
    assertThat(engine.heardOf(new Frame.Resume(OTHER, HERE, 0, WINDOW))).isFalse();
    assertThat(engine.peer()).as("once only").isEqualTo(THERE);
  }

  @Test
  void anotherPeerIsNotMixedIn() {
    begin();
    for (Frame.Resume other :
        List.of(
            new Frame.Resume(OTHER, HERE, 0, WINDOW), new Frame.Resume(THERE, OTHER, 0, WINDOW))) {
      lose();
      connect(other);
      assertThat(engine.nextAction()).isEqualTo(Action.ANSWER);
      assertThat(engine.stranger()).isEqualTo(other);
      assertThat(engine.isDown()).isTrue();
    }
  }

  @Test
  void aNascentSideIsResumedByNameOnly() {
    connect(new Frame.Resume(THERE, OTHER, 0, WINDOW));
    assertThat(engine.nextAction()).isEqualTo(Action.ANSWER);
    assertThat(engine.peer()).isNull();
    connect(new Frame.Resume(THERE, HERE, 0, WINDOW));
    assertThat(engine.nextAction()).isEqualTo(Action.JOINED);
  }

  @Test
  void ourOwnNameIsNobodyElses() {
    connect(new Frame.Begin(HERE, WINDOW));
    assertBrokenRule("our own name");
  }

  @Test
  void ourOwnNameIsNobodyElsesInAResumption() {
    connect(new Frame.Resume(HERE, HERE, 0, WINDOW));
    assertBrokenRule("our own name");
  }

  @Test
  void aWindowNeverChanges() {
    begin();
    lose();
    connect(new Frame.Resume(THERE, HERE, 0, WINDOW + 1));
    assertBrokenRule("a window that changes");
  }

  @Test
  void aGreetingThatDoesNotComeEndsEveryConnectionButTheFirst() {
    engine.connected(now);
    sent();
    tick(9);
    assertThat(engine.isDown()).isFalse();
    lose();
    engine.connected(now);
    tick(5);
    assertThat(engine.isDown()).isFalse();
    tick(1);
    assertThat(engine.isDown()).isTrue();
  }

  @Test
  void replayGoesOnWhereThePeerSays() {
    begin();
    write(10);
    engine.endOutput();
    assertThat(sent()).containsExactly(new Frame.Data(10), new Frame.End(10));
    lose();
    connect(new Frame.Resume(THERE, HERE, 4, WINDOW));
    assertThat(sent()).containsExactly(new Frame.Data(6), new Frame.End(10));
    lose();
    connect(new Frame.Resume(THERE, HERE, 11, WINDOW));
    assertThat(sent()).isEmpty();
  }

  @Test
  void whatIsKnownIsDroppedByPosition() {
    begin();
    data(10);
    lose();
    connect(new Frame.Begin(THERE, WINDOW)); // it has not heard of us: from 0 on
    data(4);
    data(8);
    assertThat(engine.counts().received()).isEqualTo(12);
    hear(new Frame.End(11));
    assertThat(engine.fault()).hasMessageEndingWith("an end at the wrong place");
  }

  // --- the window ---

  @Test
  void noMoreComesThanFits() {
    begin();
    for (int left = WINDOW; left > 0; left -= WINDOW / 8) {
      data(WINDOW / 8);
    }
    read(1);
    data(1);
    assertThat(engine.isOver()).isFalse();
    data(1);
    assertBrokenRule("more data than fits the window");
  }

  @Test
  void noMoreIsSentThanFits() {
    assertThat(write(2 * WINDOW)).isEqualTo(WINDOW);
    engine.connected(now);
    hear(new Frame.Begin(THERE, 2 * WINDOW));
    assertThat(write(2 * WINDOW)).isEqualTo(WINDOW);
    assertThat(write(1)).isZero();
    sent();
    hear(new Frame.Ack(3));
    assertThat(write(5)).isEqualTo(3);
  }

  @Test
  void whatIsNotSentIsNotForgotten() {
    begin();
    write(10);
    Output first = engine.nextOutput(4);
    engine.transmitted(first);
    hear(new Frame.Ack(10));
    assertThat(engine.kept()).isEqualTo(6);
  }

  @Test
  void whatTheApplicationHasNoRoomForStaysWhereItIs() {
    begin();
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 0, 3, 'a', 'b', 'c'});
    ByteBuffer room = ByteBuffer.allocate(2);
    engine.received(bytes, room, now);
    assertThat(room.array()).containsExactly('a', 'b');
    assertThat(bytes.remaining()).isEqualTo(1);
    engine.received(bytes, NOTHING, now);
    assertThat(read(5)).isEqualTo(1);
  }

  // --- bursts ---

  private int sentOf(int written) {
    write(written);
    return sent().stream().mapToInt(frame -> ((Frame.Data) frame).length()).sum();
  }

  @Test
  void inABurstTheRestOfAWriteWaitsForTheNext() {
    begin();
    int frame = SessionEngine.FULL_FRAME;
    assertThat(sentOf(64 << 10)).as("no burst yet").isEqualTo(64 << 10);
    assertThat(sentOf(64 << 10)).isEqualTo(64 << 10);
    assertThat(sentOf(64 << 10)).isEqualTo(64 << 10);
    hear(new Frame.Ack(3 * (64 << 10)));
    assertThat(sentOf(64 << 10)).isEqualTo(frame);
    assertThat(engine.isHolding()).isTrue();
    assertThat(sentOf(1 << 10)).isZero();
    assertThat(sentOf(frame - (1 << 10))).isEqualTo(frame);
    engine.flush();
    assertThat(sentOf(0)).isEqualTo(3);
  }

  @Test
  void whatWaitsGoesAfterAPauseOrBeforeTheEnd() {
    begin();
    for (int i = 0; i < 4; i++) {
      sentOf(WINDOW / 4);
    }
    hear(new Frame.Ack(WINDOW / 2));
    engine.flush(now);
    assertThat(sent()).as("no pause yet").isEmpty();
    pass(Burst.PAUSE.plusNanos(1));
    engine.flush(now);
    assertThat(sent()).hasSize(1);
    for (int i = 0; i < 4; i++) {
      sentOf(WINDOW / 4);
      hear(new Frame.Ack(engine.counts().sent() - 3));
    }
    assertThat(engine.isHolding()).isTrue();
    engine.endOutput();
    assertThat(sent()).hasSize(2);
  }

  // --- liveness ---

  @Test
  void aSilentPeerIsAskedAndThenGivenUp() {
    begin();
    tick((int) options.pingEvery().toSeconds());
    assertThat(sent()).hasSize(1).first().isInstanceOf(Frame.Ping.class);
    tick((int) options.pongWithin().toSeconds());
    assertThat(engine.isDown()).isFalse();
    tick(1);
    assertThat(engine.isDown()).isTrue();
  }

  @Test
  void nothingIsTakenBeforeThePeerHasShownThatItIsThereAfterAFreeze() {
    begin();
    tick(1);
    pass(Duration.ofSeconds(4));
    engine.checkClock(now);
    assertThat(write(1)).isZero();
    assertThat(sent()).hasSize(1).first().isInstanceOf(Frame.Ping.class);
    hear(new Frame.Pong(0));
    assertThat(write(1)).isEqualTo(1);
  }

  // --- reuse of the connection ---

  /** Complete and kept; the side that asks is the one with the smaller nonce: this one. */
  private void keep() {
    engine.allowReuse();
    begin();
    hear(new Frame.End(0));
    assertThat(read(1)).isEqualTo(-1);
    engine.keep();
    assertThat(sent()).containsExactly(new Frame.Ack(1), new Frame.End(0));
    hear(new Frame.Ack(1));
    assertThat(engine.isComplete()).isTrue();
  }

  @Test
  void aSessionThatIsKeptAsksForNoSignOfLife() {
    keep();
    tick(600);
    assertThat(sent()).isEmpty();
    assertThat(engine.isDown()).isFalse();
  }

  @Test
  void theLeaderAsksOnceForEachConnectionAndHandsOverOnTheAnswer() {
    keep();
    engine.reuse(Duration.ofSeconds(2), now);
    assertThat(bytesSent()).containsExactly(bytes(new Frame.Reuse(2_000)));
    assertThat(engine.hasOutput()).isFalse();
    lose();
    connect(new Frame.Resume(THERE, HERE, 1, WINDOW));
    assertThat(bytesSent()).containsExactly(bytes(new Frame.Ack(1)), bytes(new Frame.Reuse(2_000)));
    assertThat(engine.nextAction()).isEqualTo(Action.JOINED);
    hear(new Frame.Accept());
    assertThat(engine.nextAction()).isEqualTo(Action.HAND_OVER);
    assertThat(engine.end()).isEqualTo(SessionEnd.REUSED);
    assertThat(engine.hasOutput()).isFalse();
  }

  private List<ByteBuffer> bytesSent() {
    List<ByteBuffer> all = new ArrayList<>();
    for (Output next = next(); next != null; next = next()) {
      all.addAll(next.bytes());
    }
    return all;
  }

  private static ByteBuffer bytes(Frame frame) {
    return ByteBuffer.wrap(frame.encode());
  }

  @Test
  void anAnswerThatIsLateIsVoid() {
    keep();
    engine.reuse(Duration.ofSeconds(2), now);
    sent();
    pass(Duration.ofSeconds(2));
    hear(new Frame.Accept());
    assertThat(engine.nextAction()).isEqualTo(Action.PART);
    assertThat(engine.end()).isEqualTo(SessionEnd.CLOSED_HERE);
  }

  @Test
  void anAnswerWithoutAQuestionBreaksARule() {
    keep();
    hear(new Frame.Accept());
    assertBrokenRule("ACCEPT out of turn");
  }

  @Test
  void whoeverIsToBeAskedMustNotAsk() {
    keep();
    hear(new Frame.Reuse(1_000));
    assertBrokenRule("REUSE out of turn");
  }

  /** The follower leaves the next session's greeting where it is. */
  @Test
  void theFollowerAnswersAndHandsOverWithTheGreetingOfTheNext() {
    SessionEngine follower = new SessionEngine(OTHER, options, now);
    follower.allowReuse();
    follower.connected(now);
    hear(follower, new Frame.Begin(THERE, WINDOW), new Frame.End(0));
    follower.keep();
    while (follower.nextOutput(1) != null) {
      // BEGIN, END and ACK
    }
    hear(follower, new Frame.Ack(1), new Frame.Reuse(1_000));
    assertThat(follower.hasOutput()).as("nobody wants it here").isFalse();
    follower.reuse(Duration.ofSeconds(1), now);
    assertThat(follower.nextOutput(1).bytes())
        .containsExactly(ByteBuffer.wrap(new Frame.Accept().encode()));
    pass(Duration.ofMillis(1_900));
    assertThat(follower.reuseTime(now)).as("the leader's time and its own").isPositive();
    ByteBuffer next = ByteBuffer.wrap(new Frame.Begin(HERE, WINDOW).encode());
    follower.received(next, NOTHING, now);
    assertThat(next.position()).isZero();
    assertThat(follower.end()).isEqualTo(SessionEnd.REUSED);
  }

  private void hear(SessionEngine side, Frame... frames) {
    for (Frame frame : frames) {
      side.received(ByteBuffer.wrap(frame.encode()), NOTHING, now);
    }
  }

  /** The leader has begun the next session over a connection that the follower has given up. */
  @Test
  void anInheritedConnectionThatThePeerLeavesBeforeItsGreetingIsLost() {
    engine.inherited(now);
    sent();
    engine.peerLeft(now);
    assertThat(engine.nextAction()).isEqualTo(Action.CUT);
    assertThat(engine.isOver()).isFalse();
    assertThat(engine.resumeTag()).as("nascent").isEmpty();
  }

  @Test
  void aPeerThatGoesOnWritingWhatNobodyReadsIsLeft() {
    engine.allowReuse();
    begin();
    engine.keep();
    for (int i = 0; i < 32 && !engine.isOver(); i++) {
      data(60_000);
    }
    assertThat(engine.end()).isEqualTo(SessionEnd.CLOSED_HERE);
  }

  @Test
  void aPeerMayBeNascentUntilItHasShownThatItKnowsUs() {
    begin(); // it may have said so before it had heard anything
    data(1);
    assertThat(engine.mayPeerBeNascent()).isTrue();
    write(1);
    sent();
    hear(new Frame.Ack(1));
    assertThat(engine.mayPeerBeNascent()).isFalse();
  }

  @Test
  void aPeerThatNamesUsIsNotNascent() {
    begin();
    lose();
    connect(new Frame.Resume(THERE, HERE, 0, WINDOW));
    assertThat(engine.mayPeerBeNascent()).isFalse();
  }

  @Test
  void anAnswerToAPingShowsThatThePeerIsNotNascent() {
    begin();
    hear(new Frame.Pong(0));
    assertThat(engine.mayPeerBeNascent()).isFalse();
  }
}
