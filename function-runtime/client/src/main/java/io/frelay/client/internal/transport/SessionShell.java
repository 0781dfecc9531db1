package io.frelay.client.internal.transport;

import io.frelay.client.Resumption;
import io.frelay.client.SessionCounts;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.Frame;
import io.frelay.client.internal.session.Nonce;
import io.frelay.client.internal.session.SessionEnd;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One session: its {@link SessionEngine}, the connection it has, and who may use them. This is the
 * session as the registry and the watches know it; the application uses it by {@link #application},
 * its own thread by {@link #connection}, and the next session by {@link #reuse}.
 *
 * <p>Safe for use by several threads. The locking rule is in {@link SessionMonitor}.
 */
public final class SessionShell {
  private final String peer;
  private final SessionRuntime runtime;
  private final SessionEngine engine;
  private final Nonce own;
  private final SessionMonitor session;
  private final EngineActions actions;
  private final ApplicationSide application;
  private final ConnectionUpkeep connection;
  private final ConnectionReuse reuse;

  /**
   * @param reuses whether the peer can leave its connection to the next session
   */
  SessionShell(String peer, Resumption options, SessionRuntime runtime, boolean reuses) {
    this.peer = peer;
    this.runtime = runtime;
    engine = new SessionEngine(options, ClockReading.now());
    own = engine.own();
    if (reuses) {
      engine.allowReuse();
    }
    session = new SessionMonitor(peer, engine);
    SessionSender sender = new SessionSender(session, runtime);
    actions = new EngineActions(this, session, sender, runtime);
    SessionReader reader = new SessionReader(session, sender, actions);
    application = new ApplicationSide(session, reader, sender, actions);
    connection = new ConnectionUpkeep(session, reader, sender, actions);
    reuse = new ConnectionReuse(session, reader, sender, actions);
  }

  ApplicationSide application() {
    return application;
  }

  ConnectionUpkeep connection() {
    return connection;
  }

  ConnectionReuse reuse() {
    return reuse;
  }

  // --- the end, at once ---

  /**
   * Ends it at once, and tells the peer.
   *
   * @return what comes when the peer has been told, as far as that is possible
   */
  CompletableFuture<Void> abort() {
    return abort(SessionEnd.CLOSED_HERE, null);
  }

  /** The same, for a reason that reads and writes fail with. */
  CompletableFuture<Void> abort(IOException why) {
    return abort(SessionEnd.FAILED_HERE, why);
  }

  private CompletableFuture<Void> abort(SessionEnd end, IOException why) {
    return locked(
        () -> {
          session.failWith(why);
          engine.abort(end);
          actions.settle();
          return actions.parting();
        });
  }

  /** Ends it and what waits for its connection. */
  void cutOff(IOException why) {
    session.lock();
    try {
      session.failWith(why);
      engine.cutOff(SessionEnd.FAILED_HERE);
      actions.settle();
    } finally {
      session.unlock();
    }
  }

  /** The session's own thread has ended. */
  void forget() {
    session.lock();
    try {
      runtime.registry().remove(this, engine.peer());
    } finally {
      session.unlock();
    }
  }

  // --- what is known ---

  /** The peer's name. */
  String peer() {
    return peer;
  }

  /** The own half of the session's name. */
  Nonce own() {
    return own;
  }

  public boolean belongsTo(SessionRuntime owner) {
    return runtime == owner;
  }

  /** Certificates that the peer has shown over its last connection; none once it is over. */
  List<X509Certificate> shown() {
    return locked(session::peerChain);
  }

  /**
   * When what the peer has shown expires. While it is lost that is for its next connection to say:
   * the peer may come back with a new certificate.
   */
  Instant validUntil() {
    return locked(
        () ->
            engine.isOver() || !session.isConnected()
                ? Instant.MAX
                : session.connection().validUntil());
  }

  /** Why it is over, if it is. */
  Optional<IOException> ending() {
    return locked(() -> engine.isOver() ? Optional.of(session.failure()) : Optional.empty());
  }

  SessionCounts counts() {
    return locked(engine::counts);
  }

  /** Returns whether there is no connection to say anything over. */
  boolean isDown() {
    return locked(() -> !session.isConnected());
  }

  boolean heardOf(Frame.Resume greeting) {
    return locked(() -> engine.heardOf(greeting));
  }

  private <T> T locked(Supplier<T> question) {
    session.lock();
    try {
      return question.get();
    } finally {
      session.unlock();
    }
  }
}
