package io.frelay.clientfunc;

import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Announces once that a peer is waited for, so that the command does not seem to hang. */
final class AnnouncingOpener implements SessionOpener {
  private static final Duration QUIET_PERIOD = Duration.ofSeconds(1);

  private final SessionOpener sessions;
  private final Runnable announcement;
  private final boolean worthIt;
  private final AtomicBoolean announced = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Threads::daemon);

  /**
   * @param announcement said after a second of waiting, if {@code timeout} is longer than that
   */
  AnnouncingOpener(SessionOpener sessions, Duration timeout, Runnable announcement) {
    this.sessions = sessions;
    this.announcement = announcement;
    this.worthIt = timeout.compareTo(QUIET_PERIOD) > 0;
  }

  @Override
  public PeerConnection open(int index) throws IOException, InterruptedException {
    if (!worthIt || announced.get()) {
      return sessions.open(index);
    }
    ScheduledFuture<?> waiting =
        timer.schedule(this::announce, QUIET_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return sessions.open(index);
    } finally {
      waiting.cancel(false);
    }
  }

  private void announce() {
    if (announced.compareAndSet(false, true)) {
      announcement.run();
    }
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    sessions.close();
  }
}
