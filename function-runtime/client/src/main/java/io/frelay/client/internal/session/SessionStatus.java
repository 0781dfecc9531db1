package io.frelay.client.internal.session;

import io.frelay.client.Resumption;
import io.frelay.client.SessionCounts;
import java.time.Duration;
import java.util.Optional;

/**
 * Questions that the owner of a {@link SessionEngine} may ask at any time. None of them changes
 * anything.
 */
public abstract sealed class SessionStatus permits SessionEngine {
  final EngineState state;
  final Ending ending;
  final Greeting greeting;
  final ReuseNegotiation reuse;
  final LivenessProbe liveness;

  SessionStatus(Nonce own, Resumption options, ClockReading now) {
    state = new EngineState(own, options);
    ending = new Ending(state, options.reconnectTimeout());
    greeting = new Greeting(state, ending);
    reuse = new ReuseNegotiation(state, ending);
    liveness = new LivenessProbe(options, now);
  }

  // --- the streams ---

  /**
   * Returns whether some of what was written waits for more, or for {@link SessionEngine#flush}.
   */
  public boolean isHolding() {
    return state.output.isHolding();
  }

  public boolean isOutputEnded() {
    return state.sending.isEnded();
  }

  /**
   * Returns whether the peer's application has taken all there is, the end included if it is ended.
   */
  public boolean isAllConfirmed() {
    return state.sending.isAllConfirmed();
  }

  /** Number of bytes on their way or at the peer and not confirmed. */
  public long unconfirmed() {
    return state.unconfirmed();
  }

  // --- the connection ---

  /** Time without a word of the peer. */
  public Duration silence(ClockReading now) {
    return liveness.silence(now);
  }

  /** Returns whether somebody has to read although the application does not. */
  public boolean isToBeHeard() {
    return state.connection.isMute()
        || state.sending.isEnded()
        || state.connection.isBeingResumed();
  }

  /** Returns whether another connection is needed. */
  public boolean isDown() {
    return state.connection.isDown();
  }

  /** Returns whether there was no connection before the present one. */
  public boolean isFirstConnection() {
    return state.connection.isFirst();
  }

  /**
   * Since when there is no connection of use. One over which the peer says no more than its
   * greeting is of none: otherwise the reconnect timeout would begin anew with each of these.
   */
  public ClockReading lostSince() {
    return state.connection.lostSince();
  }

  /** The tag at which both sides meet again; empty for a nascent side. */
  public Optional<String> resumeTag() {
    return state.name.isComplete() ? Optional.of(state.name.resumeTag()) : Optional.empty();
  }

  /** Returns whether the peer has never shown that it has heard of this side. */
  public boolean mayPeerBeNascent() {
    return !state.name.isKnownToPeer();
  }

  /** Returns whether it is the peer alone that may need another connection. */
  public boolean needsNothing() {
    return ending.needsNothing() || reuse.isQuiet();
  }

  /** The greeting that {@link Action#ANSWER} is about. */
  public Frame.Resume stranger() {
    return greeting.stranger();
  }

  // --- reuse of the connection ---

  /** Returns whether the session can wait for another one that wants its connection. */
  public boolean mayKeep() {
    return !isOver() && reuse.isAllowed();
  }

  /** Time that the next session still waits for the peer's; zero or less once it is in vain. */
  public Duration reuseTime(ClockReading now) {
    return isOver() ? Duration.ZERO : reuse.left(now);
  }

  // --- the end ---

  /** Time that whoever closes still waits; zero or less once it need not. */
  public Duration closingTime(ClockReading now) {
    return ending.closingTime(now);
  }

  public boolean isOver() {
    return ending.isOver();
  }

  /** Why it is over; null while it is not. */
  public SessionEnd end() {
    return ending.end();
  }

  /** Which rule the peer broke, if that is why. */
  public SessionRulesException fault() {
    return ending.fault();
  }

  /** Returns whether both streams have ended and both sides know. */
  public boolean isComplete() {
    return state.isComplete();
  }

  // --- what is known ---

  public Nonce own() {
    return state.name.own();
  }

  /** The name of the peer's side; null before it is known. */
  public Nonce peer() {
    return state.name.peer();
  }

  public SessionCounts counts() {
    return new SessionCounts(
        state.sending.sent(),
        state.sending.confirmed(),
        state.receiving.received(),
        greeting.resumptions());
  }

  /** Number of bytes that are here and not taken, for tests. */
  long held() {
    return state.receiving.held();
  }

  /** Number of bytes kept to be sent again, for tests. */
  long kept() {
    return state.sending.kept();
  }
}
