package io.frelay.function.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for calls that block for as long as a peer likes. They are not those of the application's
 * worker pool, which would be empty for everybody while enough peers say nothing.
 */
public final class BlockingCalls {
  public static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "frelay blocking");
            thread.setDaemon(true);
            return thread;
          });

  private BlockingCalls() {}
}
