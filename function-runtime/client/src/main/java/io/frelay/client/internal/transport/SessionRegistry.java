package io.frelay.client.internal.transport;

import io.frelay.client.internal.session.Frame;
import io.frelay.client.internal.session.Nonce;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Sessions of the clients that share it, so that they can say of one that it is not known here.
 * Safe for use by several threads.
 */
public final class SessionRegistry {
  private final Map<Nonce, SessionShell> byOwn = new ConcurrentHashMap<>();
  private final Map<Nonce, SessionShell> byPeer = new ConcurrentHashMap<>();

  void add(SessionShell session) {
    byOwn.put(session.own(), session);
  }

  /**
   * Forgets a session that is over.
   *
   * @param peer the name of its peer's side; null if it was never known
   */
  void remove(SessionShell session, Nonce peer) {
    byOwn.remove(session.own());
    if (peer != null) {
      byPeer.remove(peer, session);
    }
  }

  /**
   * Aborts sessions and waits until their peers have been told, as far as that is possible.
   *
   * @param atMost how long to wait in all
   */
  public void abortAll(Duration atMost, Predicate<SessionShell> wanted) {
    CompletableFuture.runAsync(() -> abortAll(wanted))
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void abortAll(Predicate<SessionShell> wanted) {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (SessionShell each : byOwn.values().stream().filter(wanted).toList()) {
      try {
        told.add(each.abort());
      } catch (RuntimeException | OutOfMemoryError e) {
        // There is no thread for it. The others are to be told.
      }
    }
    told.forEach(each -> each.exceptionally(failure -> null).join());
  }

  /**
   * The peer's side has begun with this session; the one that had it before, if any. A side that
   * has lost its connection before it heard anything begins again, and if a call here happens to
   * wait there, another session gets its stream, from the start.
   *
   * @return null if there is none
   */
  SessionShell begun(SessionShell session, Nonce peer) {
    SessionShell before = byPeer.put(peer, session);
    return before == session ? null : before;
  }

  /** Returns whether there is the session that a greeting means. */
  boolean isAlive(Frame.Resume greeting) {
    SessionShell session = byOwn.get(greeting.peer());
    return session != null && session.heardOf(greeting);
  }
}
