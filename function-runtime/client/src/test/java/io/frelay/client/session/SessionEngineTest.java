package io.frelay.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.session.SessionState.Greeting;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rules that an honest peer never tries, and so the simulation does not. */
class SessionStateTest {
  private static final int WINDOW = SessionState.LEAST_WINDOW;
  private static final Nonce HERE = nonce(1);
  private static final Nonce THERE = nonce(2);
  private static final Nonce OTHER = nonce(3);

  private final SessionState state = new SessionState(HERE, WINDOW);

  private static Nonce nonce(int fill) {
    byte[] bytes = new byte[Nonce.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Nonce.of(bytes);
  }

  private void begin() throws SessionRulesException {
    state.greet();
    assertThat(state.greeted(new Frame.Begin(THERE, WINDOW))).isEqualTo(Greeting.OURS);
  }

  private void arrives(int count) throws SessionRulesException {
    assertThat(state.dataBegins(count)).isZero();
    state.arrived(count);
  }

  private static void breaksTheRules(ThrowingCallable call, String how) {
    assertThatThrownBy(call).isInstanceOf(SessionRulesException.class).hasMessageEndingWith(how);
  }

  // --- the end ---

  @Test
  void theEndIsReachedOnlyWhenAllBeforeItIsTaken() throws SessionRulesException {
    begin();
    arrives(5);
    state.ended(new Frame.End(5));
    assertThat(state.isInputEnded()).isTrue();
    assertThat(state.isAtEnd()).isFalse();
    assertThat(state.ack()).isEmpty();
    state.consumed(4);
    assertThat(state.isAtEnd()).isFalse();
    assertThat(state.isAckUrgent()).isFalse();
    assertThat(state.ack()).contains(new Frame.Ack(4));
    state.consumed(1);
    assertThat(state.isAtEnd()).isTrue();
    assertThat(state.isAckUrgent()).isTrue();
    assertThat(state.ack()).contains(new Frame.Ack(6));
    assertThat(state.ack()).isEmpty();
  }

  /** The peer, which may send a window, would otherwise wait for the next tick with all of it. */
  @Test
  void aQuarterOfTheWindowIsConfirmedAtOnce() throws SessionRulesException {
    begin();
    int quarter = WINDOW / 4;
    arrives(2 * quarter);
    state.consumed(quarter - 1);
    assertThat(state.isAckUrgent()).isFalse();
    state.consumed(1);
    assertThat(state.isAckUrgent()).isTrue();
    assertThat(state.ack()).contains(new Frame.Ack(quarter));
    assertThat(state.isAckUrgent()).isFalse();
  }

  @Test
  void completeOnlyWhenBothEndsAreConfirmed() throws SessionRulesException {
    begin();
    state.ended(new Frame.End(0));
    state.endOutput();
    assertThat(state.endToTransmit()).contains(new Frame.End(0));
    assertThat(state.endToTransmit()).isEmpty();
    state.acked(new Frame.Ack(0));
    assertThat(state.ack()).contains(new Frame.Ack(1));
    assertThat(state.isComplete()).isFalse();
    state.acked(new Frame.Ack(1));
    assertThat(state.isComplete()).isTrue();
    state.forgetAck();
    assertThat(state.isComplete()).isFalse();
  }

  // --- GONE ---

  @Test
  void goneMeansUsOnlyIfItNamesThePeer() throws SessionRulesException {
    Frame.Gone ofPeer = new Frame.Gone(THERE, GoneReason.UNKNOWN);
    assertThat(state.isMeant(ofPeer)).isFalse();
    begin();
    assertThat(state.isMeant(ofPeer)).isTrue();
    assertThat(state.isMeant(new Frame.Gone(OTHER, GoneReason.UNKNOWN))).isFalse();
    assertThat(state.isMeant(new Frame.Gone(HERE, GoneReason.UNKNOWN))).isFalse();
  }

  // --- greetings ---

  @Test
  void aNascentSideLearnsItsPeerFromAGreetingThatCameElsewhere() {
    state.heardOf(new Frame.Resume(THERE, OTHER, 0, WINDOW));
    state.heardOf(new Frame.Resume(HERE, HERE, 0, WINDOW));
    assertThat(state.peer()).as("not ours, or our own come back").isNull();
    state.heardOf(new Frame.Resume(THERE, HERE, 0, WINDOW));
    assertThat(state.peer()).isEqualTo(THERE);
    state.heardOf(new Frame.Resume(OTHER, HERE, 0, WINDOW));
    assertThat(state.peer()).as("once only").isEqualTo(THERE);
  }

  @Test
  void anotherPeerIsNotMixedIn() throws SessionRulesException {
    begin();
    state.greet();
    assertThat(state.greeted(new Frame.Begin(OTHER, WINDOW))).isEqualTo(Greeting.ANOTHER_BEGINS);
    assertThat(state.greeted(new Frame.Resume(OTHER, HERE, 0, WINDOW)))
        .isEqualTo(Greeting.ANOTHER_RESUMES);
    assertThat(state.greeted(new Frame.Resume(THERE, OTHER, 0, WINDOW)))
        .isEqualTo(Greeting.ANOTHER_RESUMES);
    assertThat(state.isGreeted()).isFalse();
    assertThat(state.maySend()).isFalse();
  }

  @Test
  void aNascentSideIsResumedByNameOnly() throws SessionRulesException {
    state.greet();
    assertThat(state.greeted(new Frame.Resume(THERE, OTHER, 0, WINDOW)))
        .isEqualTo(Greeting.ANOTHER_RESUMES);
    assertThat(state.isEstablished()).isFalse();
    assertThat(state.greeted(new Frame.Resume(THERE, HERE, 0, WINDOW))).isEqualTo(Greeting.OURS);
  }

  @Test
  void ourOwnNameIsNobodyElses() throws SessionRulesException {
    state.greet();
    breaksTheRules(() -> state.greeted(new Frame.Begin(HERE, WINDOW)), "our own name");
    breaksTheRules(() -> state.greeted(new Frame.Resume(HERE, HERE, 0, WINDOW)), "our own name");
  }

  @Test
  void aWindowNeverChanges() throws SessionRulesException {
    begin();
    state.greet();
    breaksTheRules(
        () -> state.greeted(new Frame.Begin(THERE, WINDOW + 1)), "a window that changes");
    breaksTheRules(
        () -> state.greeted(new Frame.Resume(THERE, HERE, 0, WINDOW + 1)), "a window that changes");
  }

  @Test
  void replayGoesOnWhereThePeerSays() throws SessionRulesException {
    begin();
    state.written(10);
    state.transmitted(10);
    state.endOutput();
    state.endToTransmit();
    state.greet();
    state.greeted(new Frame.Resume(THERE, HERE, 4, WINDOW));
    assertThat(state.cursor()).isEqualTo(4);
    state.transmitted(6);
    assertThat(state.endToTransmit()).contains(new Frame.End(10));
    state.greet();
    state.greeted(new Frame.Resume(THERE, HERE, 11, WINDOW));
    assertThat(state.untransmitted()).isZero();
    assertThat(state.endToTransmit()).isEmpty();
  }

  @Test
  void whatIsKnownIsDroppedByPosition() throws SessionRulesException {
    begin();
    arrives(10);
    state.greet();
    state.greeted(new Frame.Begin(THERE, WINDOW)); // it has not heard of us: from 0 on
    assertThat(state.dataBegins(4)).isEqualTo(4);
    state.dropped(4);
    assertThat(state.dataBegins(8)).isEqualTo(6);
    state.dropped(6);
    state.arrived(2);
    assertThat(state.received()).isEqualTo(12);
    breaksTheRules(() -> state.ended(new Frame.End(11)), "an end at the wrong place");
  }

  // --- the window ---

  @Test
  void noMoreComesThanFits() throws SessionRulesException {
    begin();
    for (int left = WINDOW; left > 0; left -= WINDOW / 8) {
      arrives(WINDOW / 8);
    }
    breaksTheRules(() -> state.dataBegins(1), "more data than fits the window");
    state.consumed(1);
    assertThat(state.dataBegins(1)).isZero();
    breaksTheRules(() -> state.dataBegins(2), "more data than fits the window");
  }

  @Test
  void noMoreIsSentThanFits() throws SessionRulesException {
    assertThat(state.credit()).isEqualTo(SessionState.LEAST_WINDOW);
    state.greet();
    state.greeted(new Frame.Begin(THERE, 2 * WINDOW));
    assertThat(state.credit()).isEqualTo(2 * WINDOW);
    state.written(2 * WINDOW);
    assertThat(state.credit()).isZero();
    assertThatThrownBy(() -> state.written(1)).isInstanceOf(IllegalStateException.class);
    state.acked(new Frame.Ack(3));
    assertThat(state.credit()).isEqualTo(3);
  }

  @Test
  void whatIsNotSentIsNotForgotten() throws SessionRulesException {
    begin();
    state.written(10);
    state.transmitted(4);
    state.acked(new Frame.Ack(10));
    assertThat(state.forgettable()).isEqualTo(4);
  }

  @Test
  void theWindowIsNotBelowTheLeast() {
    assertThatThrownBy(() -> new SessionState(WINDOW - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
