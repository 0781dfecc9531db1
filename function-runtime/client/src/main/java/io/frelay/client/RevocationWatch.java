package io.frelay.client;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Ends the sessions that stand when their peer comes onto a list. One look at its file every few
 * seconds serves all sessions of the same credentials, and one thread all lists of a process; there
 * is none while no session stands that a list in a file is for. Safe for use by several threads.
 */
final class RevocationWatch {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private static final ScheduledThreadPoolExecutor THREAD = thread();

  /** What can be ended. */
  interface Session {
    /** What the peer has shown; nothing once the session is over. */
    List<X509Certificate> shown();

    /** Its peer is on the list. Returns soon. */
    void revoked(Path list);
  }

  private final RevokedPeers peers;
  private final Path list;

  /** Guarded by itself. Weak, so that one that was never closed is not kept for this. */
  private final Set<Session> sessions = Collections.newSetFromMap(new WeakHashMap<>());

  private boolean due; // guarded by the sessions

  RevocationWatch(RevokedPeers peers, Path list) {
    this.peers = peers;
    this.list = list;
  }

  private static ScheduledThreadPoolExecutor thread() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread watching = new Thread(task, "frelay-revocations");
              watching.setDaemon(true);
              return watching;
            });
    thread.setKeepAliveTime(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /** From now on until it is over. */
  void add(Session session) {
    synchronized (sessions) {
      sessions.add(session);
      lookLater();
    }
  }

  private void lookLater() {
    if (!due && !sessions.isEmpty()) {
      THREAD.schedule(this::look, EVERY.toMillis(), TimeUnit.MILLISECONDS);
      due = true;
    }
  }

  private void look() {
    try {
      List<Session> standing = present();
      if (!standing.isEmpty()) {
        Predicate<X509Certificate> revoked = peers.asOfNow();
        standing.stream()
            .filter(each -> each.shown().stream().anyMatch(revoked))
            .forEach(each -> each.revoked(list));
      }
    } finally {
      synchronized (sessions) {
        due = false;
        lookLater();
      }
    }
  }

  /** Those that are not over. They are asked outside: no thread is to hold a session's lock too. */
  private List<Session> present() {
    List<Session> all;
    synchronized (sessions) {
      all = List.copyOf(sessions);
    }
    List<Session> over = all.stream().filter(each -> each.shown().isEmpty()).toList();
    synchronized (sessions) {
      over.forEach(sessions::remove);
      return List.copyOf(sessions);
    }
  }
}
