package io.frelay.clientfunc;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code mesh}: a {@link LocalListener} and a {@link LocalForwarder} for each peer. Each direction
 * of a pair has a tag of its own, so that neither takes over from the other.
 */
final class LocalMesh implements Closeable {
  private final int maxSessions;
  private final Messenger messenger;
  private final List<Callable<Void>> directions = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(Threads::daemon);

  /**
   * @param maxSessions of each peer and direction
   */
  LocalMesh(int maxSessions, Messenger messenger) {
    this.maxSessions = maxSessions;
    this.messenger = messenger;
  }

  /** Listens at {@code place} from now on, for programs that want to reach the tunnel's peer. */
  void listen(LocalEndpoint place, Tunnel tunnel) throws IOException {
    LocalListener listener = new LocalListener(place, tunnel, sessions(), messenger);
    messenger.say("party %s is at %s".formatted(tunnel.peer(), listener.where()));
    directions.add(
        () -> {
          listener.run();
          return null;
        });
  }

  /** Connects the tunnel's peer with the own program. */
  void forward(LocalEndpoint program, Tunnel tunnel) {
    directions.add(
        () -> {
          new LocalForwarder(program, tunnel, sessions(), messenger).run();
          return null;
        });
  }

  private LocalSessions sessions() {
    return new LocalSessions(maxSessions, messenger);
  }

  /** Runs until the first direction fails for good, such as by another mesh of the same party. */
  void run() throws IOException, InterruptedException, UsageException {
    if (directions.isEmpty()) {
      throw new UsageException(
          "there is nothing to do: give another party a place, or this one and another party");
    }
    ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
    directions.forEach(running::submit);
    try {
      running.take().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
