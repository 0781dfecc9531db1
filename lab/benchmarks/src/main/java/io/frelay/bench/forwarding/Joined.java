package io.frelay.bench.forwarding;

import java.io.IOException;
import java.util.List;

/** Waits for threads whose connections have been closed. */
final class Joined {
  private static final long PATIENCE_MILLIS = 10_000;

  private Joined() {}

  static void all(List<Thread> threads) throws IOException {
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
