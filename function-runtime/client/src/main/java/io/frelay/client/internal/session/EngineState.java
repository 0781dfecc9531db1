package io.frelay.client.internal.session;

import io.frelay.client.Resumption;
import io.frelay.client.internal.session.SessionEngine.Action;
import java.util.ArrayDeque;
import java.util.Queue;

/** State that the deciding pieces of one {@link SessionEngine} share. */
final class EngineState {
  final SessionName name;
  final SendSide sending = new SendSide();
  final ReceiveSide receiving;
  final OutputQueue output;
  final ConnectionState connection = new ConnectionState();

  /** Actions that the owner is to take, oldest first. */
  final Queue<Action> actions = new ArrayDeque<>();

  EngineState(Nonce own, Resumption options) {
    name = new SessionName(own);
    receiving = new ReceiveSide(options.window());
    output = new OutputQueue(sending, receiving);
  }

  /**
   * Gives the connection up; the session needs another one.
   *
   * @param then what the owner is to do with this one
   */
  void loseConnection(Action then, ClockReading now) {
    connection.lost(now);
    output.clear();
    actions.add(then);
  }

  /** Returns whether both streams have ended and both sides know. */
  boolean isComplete() {
    return sending.isEnded() && sending.isAllConfirmed() && receiving.isComplete();
  }

  /** Number of bytes on their way or at the peer and not confirmed. */
  long unconfirmed() {
    return sending.sent() - sending.confirmed();
  }
}
