package io.frelay.clientfunc;

import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The sessions that {@code listen} and {@code forward} have running, each joined to a local
 * connection, and no more of them than allowed.
 */
final class LocalSessions {
  private final Messenger messenger;
  private final Semaphore free;
  private final ExecutorService threads = Executors.newCachedThreadPool(Threads::daemon);

  LocalSessions(int most, Messenger messenger) {
    this.free = new Semaphore(most);
    this.messenger = messenger;
  }

  /** Local connection that a new session is joined to, or made of. */
  interface Opening<T> {
    T open() throws IOException, InterruptedException;
  }

  /** Waits until there is room for one more. */
  void reserve() throws InterruptedException {
    free.acquire();
  }

  /** Gives a place back that was reserved for nothing. */
  void release() {
    free.release();
  }

  /**
   * Runs a session in the place that was reserved, on a thread of its own.
   *
   * @param explanation what to say if it fails
   */
  void start(
      Function<IOException, String> explanation,
      Opening<PeerConnection> session,
      Opening<LocalSocket> local) {
    threads.execute(
        () -> {
          try {
            run(session, local);
          } catch (IOException e) {
            messenger.fail(explanation.apply(e), e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            free.release();
          }
        });
  }

  /** Ends all sessions at once. */
  void stop() {
    threads.shutdownNow();
  }

  private static void run(Opening<PeerConnection> opening, Opening<LocalSocket> opposite)
      throws IOException, InterruptedException {
    try (LocalSocket local = opposite.open()) {
      try {
        new StreamBridge(opening.open(), local).run();
      } catch (IOException | InterruptedException e) {
        local.reset();
        throw e;
      }
    }
  }
}
