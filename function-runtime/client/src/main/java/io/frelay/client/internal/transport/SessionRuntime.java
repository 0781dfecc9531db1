package io.frelay.client.internal.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Registry and threads of sessions, as one client uses them; several clients may share both. Safe
 * for use by several threads.
 */
public final class SessionRuntime {
  private final SessionRegistry registry;
  private final Executor background;

  /** Creates a registry, and threads that begin when they are needed. */
  public SessionRuntime() {
    this(
        new SessionRegistry(),
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "frelay-sender");
              thread.setDaemon(true);
              return thread;
            }));
  }

  private SessionRuntime(SessionRegistry registry, Executor background) {
    this.registry = registry;
    this.background = background;
  }

  /** Returns one for another client, which shares registry and threads. */
  public SessionRuntime share() {
    return new SessionRuntime(registry, background);
  }

  /** Sessions of all clients that share it. */
  public SessionRegistry registry() {
    return registry;
  }

  /** Executor for what must not wait for a user's thread, and might block. */
  public Executor background() {
    return background;
  }

  /** Runs on another thread what might block, or must not be done with a session's lock. */
  void execute(Runnable task) {
    background.execute(task);
  }

  /** The same after a while. */
  void executeIn(Duration delay, Runnable task) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, background)
        .execute(task);
  }
}
