package io.frelay.client.internal.transport;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Registry and threads of sessions, as one client uses them; several clients may share both. Safe
 * for use by several threads.
 */
public final class SessionRuntime {
  private final SessionRegistry registry;
  private final ExecutorService senders;

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

  private SessionRuntime(SessionRegistry registry, ExecutorService senders) {
    this.registry = registry;
    this.senders = senders;
  }

  /** Returns one for another client, which shares registry and threads. */
  public SessionRuntime share() {
    return new SessionRuntime(registry, senders);
  }

  /** Sessions of all clients that share it. */
  public SessionRegistry registry() {
    return registry;
  }

  /** Threads that send what must not wait for a user's thread, and might block. */
  public ExecutorService senders() {
    return senders;
  }
}
