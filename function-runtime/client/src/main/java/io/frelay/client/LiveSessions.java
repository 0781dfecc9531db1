package io.frelay.client;

import io.frelay.client.session.Frame;
import io.frelay.client.session.GoneReason;
import io.frelay.client.session.Nonce;
import java.io.IOException;
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
final class LiveSessions {
  private static final Map<Nonce, ResumableTransport> BY_OWN = new ConcurrentHashMap<>();
  private static final Map<Nonce, SessionCore> BY_PEER = new ConcurrentHashMap<>();

  private LiveSessions() {}

  static void add(ResumableTransport transport) {
    BY_OWN.put(transport.core().state.own(), transport);
  }

  /** With its lock held. */
  static void remove(SessionCore core) {
    BY_OWN.remove(core.state.own());
    if (core.state.isEstablished()) {
      BY_PEER.remove(core.state.peer(), core);
    }
  }

  /** Breaks them all off, and waits until the peers have been told, for so long in all. */
  static void abortAll(Duration atMost) {
    CompletableFuture.runAsync(LiveSessions::breakOffAll)
        .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static void breakOffAll() {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (ResumableTransport each : BY_OWN.values()) {
      try {
        told.add(each.breakOff());
      } catch (RuntimeException | OutOfMemoryError e) {
        // There is no thread for it. The others are to be told.
      }
    }
    told.forEach(each -> each.exceptionally(failure -> null).join());
  }

  /**
   * The peer's side has begun with this session; with its lock held. A side that has lost its
   * connection before it heard anything begins again, and if a call of this process happens to wait
   * there, another session gets its stream, from the start. The one that had some of it ends.
   */
  static void begun(SessionCore core) {
    SessionCore before = BY_PEER.put(core.state.peer(), core);
    if (before != null && before != core) {
      Outflow.endSoon(
          before,
          new SessionLostException(
              "party "
                  + core.peer
                  + " has begun this stream anew, with another call of this process",
              before.counts(),
              null));
    }
  }

  /**
   * The peer means another session than the one that this connection was meant for: tells it if
   * there is no such session in this process.
   */
  static void answerStranger(Link link, Frame greeting) throws IOException {
    if (greeting instanceof Frame.Resume resume && !isAlive(resume)) {
      link.send(new Frame.Gone(resume.peer(), GoneReason.UNKNOWN));
    }
  }

  private static boolean isAlive(Frame.Resume resume) {
    ResumableTransport transport = BY_OWN.get(resume.peer());
    if (transport == null) {
      return false;
    }
    SessionCore core = transport.core();
    core.lock.lock();
    try {
      core.state.heardOf(resume);
      return !core.isOver() && resume.own().equals(core.state.peer());
    } finally {
      core.lock.unlock();
    }
  }
}
