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

/**
 * The sessions of this process, so that it can say of one that it knows nothing of it. Safe for use
 * by several threads.
 */
public final class SessionRegistry {
  private static final Map<Nonce, SessionShell> BY_OWN = new ConcurrentHashMap<>();
  private static final Map<Nonce, SessionShell> BY_PEER = new ConcurrentHashMap<>();

  private SessionRegistry() {}

  static void add(SessionShell session) {
    BY_OWN.put(session.own(), session);
  }

  /**
   * Forgets a session that is over.
   *
   * @param peer the name of its peer's side; null if it was never known
   */
  static void remove(SessionShell session, Nonce peer) {
    BY_OWN.remove(session.own());
    if (peer != null) {
      BY_PEER.remove(peer, session);
    }
  }

  /** Aborts them all, and waits until the peers have been told, for so long in all. */
  public static void abortAll(Duration atMost) {
    CompletableFuture.runAsync(SessionRegistry::abortAll)
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static void abortAll() {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (SessionShell each : BY_OWN.values()) {
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
   * has lost its connection before it heard anything begins again, and if a call of this process
   * happens to wait there, another session gets its stream, from the start.
   *
   * @return null if there is none
   */
  static SessionShell begun(SessionShell session, Nonce peer) {
    SessionShell before = BY_PEER.put(peer, session);
    return before == session ? null : before;
  }

  /** Whether this process has the session that a greeting means. */
  static boolean isAlive(Frame.Resume greeting) {
    SessionShell session = BY_OWN.get(greeting.peer());
    return session != null && session.heardOf(greeting);
  }
}
