package io.frelay.relay.connection;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The stages of one connection: which it is in, since when and for how long at most, and who is
 * told of them. It ends exactly once, for one reason. Knows no network; confined to the
 * connection's loop.
 */
final class Lifecycle {
  private final long openedNanos = System.nanoTime();
  private final List<Consumer<CloseReason>> closeListeners = new ArrayList<>(4);
  private List<Runnable> identifiedListeners = new ArrayList<>(2);
  private Runnable preparedListener = () -> {};
  private Stage stage = Stage.HANDSHAKE;
  private Stage endedIn = Stage.CLOSED;
  private long stageNanos = openedNanos;
  private ScheduledFuture<?> timer;

  Stage stage() {
    return stage;
  }

  boolean hasEnded() {
    return stage == Stage.CLOSED;
  }

  /** See {@link Connection#endedIn}. */
  Stage endedIn() {
    return endedIn;
  }

  /** Nanoseconds since the present stage began. */
  long stageNanos() {
    return System.nanoTime() - stageNanos;
  }

  /** Nanoseconds since the first stage began. */
  long ageNanos() {
    return System.nanoTime() - openedNanos;
  }

  /**
   * Goes to the next stage, and runs {@code onTimeout} if it lasts longer than {@code limit}.
   *
   * @param loop the connection's
   * @return false if the connection has ended meanwhile
   */
  boolean enter(Stage next, EventExecutor loop, Duration limit, Runnable onTimeout) {
    if (!enter(next)) {
      return false;
    }
    timer = loop.schedule(onTimeout, limit.toNanos(), TimeUnit.NANOSECONDS);
    return true;
  }

  /** Goes to a stage without a limit; false if the connection has ended meanwhile. */
  boolean enter(Stage next) {
    if (hasEnded()) {
      return false;
    }
    if (stage != next && !stage.leadsTo(next)) {
      throw new IllegalStateException(stage + " does not lead to " + next);
    }
    stage = next;
    stageNanos = System.nanoTime();
    stopTimer();
    if (next == Stage.PREPARED) {
      prepared();
    } else if (next.compareTo(Stage.REQUEST) > 0) {
      identified();
    }
    return true;
  }

  /** Ends it; false if it has ended already. */
  boolean end(CloseReason reason) {
    if (hasEnded()) {
      return false;
    }
    endedIn = stage;
    stage = Stage.CLOSED;
    stopTimer();
    identified();
    closeListeners.forEach(listener -> listener.accept(reason));
    closeListeners.clear();
    return true;
  }

  /** See {@link Connection#onClose}. */
  void onClose(Consumer<CloseReason> listener) {
    if (hasEnded()) {
      throw new IllegalStateException("the connection has ended");
    }
    closeListeners.add(listener);
  }

  /** See {@link Connection#onIdentified}. */
  void onIdentified(Runnable listener) {
    identifiedListeners.add(listener);
  }

  /** See {@link Connection#onPrepared}. */
  void onPrepared(Runnable listener) {
    preparedListener = listener;
  }

  private void prepared() {
    preparedListener.run();
    preparedListener = () -> {};
  }

  private void identified() {
    identifiedListeners.forEach(Runnable::run);
    identifiedListeners = List.of();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
