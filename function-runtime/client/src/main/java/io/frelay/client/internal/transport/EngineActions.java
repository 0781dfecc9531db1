package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.PeerConnection;
import io.frelay.client.SessionLostException;
import io.frelay.client.internal.session.Frame;
import io.frelay.client.internal.session.GoneReason;
import io.frelay.client.internal.session.Output;
import io.frelay.client.internal.session.SessionEngine;
import io.frelay.client.internal.tls.GracefulClose;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Does with the connection what a session's engine says. What may block, other threads do.
 *
 * <p>Locking: its methods are called with the lock of {@link SessionMonitor}.
 */
final class EngineActions {
  /**
   * While no more than this is on its way, a few bytes more do not block: the kernel's buffer has
   * room.
   */
  private static final int SURE_TO_FIT = 8 << 10;

  /** Time for a connection that the session has left to close, whatever blocks on it. */
  private static final Duration LAST_CALL = Duration.ofSeconds(2);

  private final SessionShell shell;
  private final SessionMonitor session;
  private final SessionEngine engine;
  private final SessionSender sender;
  private final SessionRuntime runtime;
  private CompletableFuture<Void> parting = CompletableFuture.completedFuture(null);
  private SessionConnection handedOver; // null if there is none

  /**
   * @param shell the same session, as others know it
   */
  EngineActions(
      SessionShell shell, SessionMonitor session, SessionSender sender, SessionRuntime runtime) {
    this.shell = shell;
    this.session = session;
    this.engine = session.engine();
    this.sender = sender;
    this.runtime = runtime;
  }

  /** Completes when the peer has been told of the end, as far as that is possible. */
  CompletableFuture<Void> parting() {
    return parting;
  }

  /** The connection that another session is to have; null if there is none. */
  SessionConnection handedOver() {
    return handedOver;
  }

  /** Does all that the engine wants after an event, and has sent what it wants to say. */
  void settle() {
    SessionEngine.Action action = engine.nextAction();
    while (action != null) {
      act(action);
      action = engine.nextAction();
    }
    session.signalChange();
    if (!engine.isOver()) {
      sender.sendSoon();
    }
  }

  private void act(SessionEngine.Action action) {
    switch (action) {
      case JOINED -> session.trustConnection();
      case BEGUN -> endOther(runtime.registry().begun(shell, engine.peer()));
      case HAND_OVER -> handedOver = session.release();
      case CUT -> session.release().cut();
      case ANSWER -> answer(session.release(), engine.stranger());
      case PART -> part(session.connection());
    }
    if (engine.isOver()) {
      session.signalBreak();
    }
  }

  /** By another thread: this one has a session's lock. */
  private void endOther(SessionShell other) {
    if (other != null) {
      runtime.execute(
          () ->
              other.cutOff(
                  new SessionLostException(
                      "party "
                          + other.peer()
                          + " has begun this stream anew, with another call of this process",
                      other.counts(),
                      null)));
    }
  }

  /** The peer means another session: tells it, if there is none such. */
  private void answer(SessionConnection to, Frame.Resume greeting) {
    cutInTheEnd(to);
    runtime.execute(
        () -> {
          try {
            if (!runtime.registry().isAlive(greeting)) {
              to.send(Output.of(new Frame.Gone(greeting.peer(), GoneReason.UNKNOWN)));
            }
          } catch (IOException e) {
            // It will ask again.
          } finally {
            to.end(Deadline.in(PeerConnection.LINGER));
          }
        });
  }

  /** Says what is left to be said, at once as far as that does not block, and ends the link. */
  private void part(SessionConnection from) {
    cutInTheEnd(from);
    CompletableFuture<Void> done = new CompletableFuture<>();
    parting = done;
    // A peer that is to hear why must have the time for it: our socket would answer what it still
    // sends with a reset, which destroys what is on its way.
    Deadline deadline = Deadline.in(engine.hasOutput() ? LAST_CALL : GracefulClose.BRIEF);
    if (engine.unconfirmed() <= SURE_TO_FIT) {
      sender.send();
    }
    try {
      runtime.execute(
          () -> {
            sender.sendRest(deadline);
            from.end(deadline);
            done.complete(null);
          });
    } catch (RuntimeException | Error e) { // no thread could be had
      from.cut();
      done.complete(null);
      throw e;
    }
  }

  /** Closes the socket after a while, whatever blocks on it then. */
  private void cutInTheEnd(SessionConnection link) {
    runtime.executeIn(LAST_CALL, link::cut);
  }
}
