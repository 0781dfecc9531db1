package io.frelay.client.internal.session;

import io.frelay.client.PeerConnection;
import io.frelay.client.internal.session.SessionEngine.Action;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides when the session is over and why, how long whoever closes it waits for the peer, and who
 * stays behind for the peer's sake.
 */
final class Ending {
  private final EngineState state;
  private final Duration reconnectTimeout;
  private boolean closing;
  private boolean staying;
  private ClockReading closingSince;
  private ClockReading lingersSince;
  private SessionEnd end;
  private SessionRulesException fault;

  /**
   * @param reconnectTimeout how long a lost connection is worth waiting for
   */
  Ending(EngineState state, Duration reconnectTimeout) {
    this.state = state;
    this.reconnectTimeout = reconnectTimeout;
  }

  // --- closing: the session goes on until both sides have all ---

  void beginClosing(ClockReading now) {
    closing = true;
    closingSince = now;
    lingersSince = now;
  }

  boolean isClosing() {
    return closing;
  }

  /** Another connection is open: there is time for the rest and the farewell over it. */
  void opened(ClockReading now) {
    lingersSince = now;
  }

  /**
   * Time that whoever closes still waits: for what the peer has not, as long as for a lost
   * connection; for a mere farewell only a moment.
   */
  Duration closingTime(ClockReading now) {
    if (isOver()) {
      return Duration.ZERO;
    }
    boolean lost = state.connection.isDown() || state.connection.isBeingResumed();
    return lost && state.unconfirmed() > 0
        ? reconnectTimeout.minus(now.since(closingSince))
        : PeerConnection.LINGER.minus(now.since(lingersSince));
  }

  /** See {@link SessionEngine#stopClosing}. */
  void stopClosing(boolean mayStay) {
    if (mayStay && state.receiving.isAtEnd() && state.connection.isUncertain()) {
      staying = true;
    } else {
      part(SessionEnd.CLOSED_HERE, Optional.empty());
    }
  }

  /** Returns whether the own direction of the connection is to be ended: close_notify. */
  boolean isLeaveDue() {
    return closing && state.connection.isOpen() && state.isComplete();
  }

  /** Returns whether it is the peer alone that may need another connection. */
  boolean needsNothing() {
    return staying && state.isComplete();
  }

  // --- over ---

  /** Ends it in good order. */
  void part(SessionEnd why, Optional<GoneReason> reason) {
    if (isOver()) {
      return;
    }
    over(why);
    if (!state.connection.isDown()) {
      reason.ifPresent(each -> state.output.add(new Frame.Gone(state.name.own(), each)));
      state.actions.add(Action.PART);
    }
  }

  /** Ends it because the peer broke the rules, and tells it. */
  void brokenRules(SessionRulesException which) {
    fault = which;
    part(SessionEnd.PEER_BROKE_RULES, Optional.of(GoneReason.BROKEN_RULES));
  }

  /** The peer has closed the connection in good order. */
  void peerLeft() {
    part(
        state.receiving.isEnded() ? SessionEnd.LEFT_BY_PEER : SessionEnd.CUT_SHORT_BY_PEER,
        Optional.empty());
  }

  /** The peer has no such session, or no more. */
  void gone(GoneReason reason) {
    over(
        switch (reason) {
          case UNKNOWN -> SessionEnd.PEER_RESTARTED;
          case ABORTED -> SessionEnd.ABORTED_BY_PEER;
          case BROKEN_RULES -> SessionEnd.REFUSED_BY_PEER;
        });
    state.actions.add(Action.CUT);
  }

  /** Another session has the connection from now on. */
  void reused() {
    over(SessionEnd.REUSED);
    state.actions.add(Action.HAND_OVER);
  }

  /** Ends it and its connection at once. */
  void cutOff(SessionEnd why) {
    if (!isOver()) {
      over(why);
      if (!state.connection.isDown()) {
        state.actions.add(Action.CUT);
      }
    }
  }

  private void over(SessionEnd why) {
    end = why;
    state.output.clear();
  }

  boolean isOver() {
    return end != null;
  }

  /** The reason; null while the session is not over. */
  SessionEnd end() {
    return end;
  }

  /** The rule that the peer broke, if that is the reason; otherwise null. */
  SessionRulesException fault() {
    return fault;
  }
}
