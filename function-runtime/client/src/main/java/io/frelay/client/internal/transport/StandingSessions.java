package io.frelay.client.internal.transport;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sessions that stand and may have to end because of their peer. One look every few seconds serves
 * all of them; there is no thread while none stands. Safe for use by several threads.
 */
final class StandingSessions {
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** A session that can be ended. */
  interface Session {
    /** Certificates that the peer has shown; none once the session is over. */
    List<X509Certificate> shown();

    /** When the first of that expires. */
    Instant validUntil();

    /** Its peer is on the list. Returns soon. */
    void revoked(Path list);

    /** Ends it, as the peer's certificates were valid until then. Returns soon. */
    void expired(Instant end);
  }

  private final ScheduledExecutorService thread;
  private final Consumer<List<Session>> look;

  /** Guarded by itself. Weak, so that one that was never closed is not kept for this. */
  private final Set<Session> sessions = Collections.newSetFromMap(new WeakHashMap<>());

  private boolean due; // guarded by the sessions

  /**
   * @param name of the thread, which is there while it is needed
   * @param look ends what has to end, of at least one
   */
  StandingSessions(String name, Consumer<List<Session>> look) {
    thread = thread(name);
    this.look = look;
  }

  private static ScheduledExecutorService thread(String name) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread watching = new Thread(task, name);
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
      thread.schedule(this::look, EVERY.toMillis(), TimeUnit.MILLISECONDS);
      due = true;
    }
  }

  private void look() {
    try {
      List<Session> standing = present();
      if (!standing.isEmpty()) {
        look.accept(standing);
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
