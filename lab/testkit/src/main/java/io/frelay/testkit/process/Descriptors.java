package io.frelay.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** File descriptors: what bounds the number of connections of one process, and tells it. */
public final class Descriptors {
  /** For what a process opens besides its connections. */
  private static final int RESERVE = 400;

  private static final double PATIENCE_SECONDS = 60;
  private static final long POLL_MILLIS = 5;

  private Descriptors() {}

  /** Maximum number of connections of a process on this machine. */
  public static int connections() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String hard = line.replaceAll(" +", " ").split(" ", -1)[4];
        return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard) - RESERVE;
      }
    }
    throw new IOException("/proc/self/limits does not tell the limit of open files");
  }

  /** Waits until a process has at least so many open. */
  public static void awaitAtLeast(ProcessTree tree, int count)
      throws IOException, InterruptedException {
    await(tree, count, Integer.MAX_VALUE);
  }

  /** Waits until it has at most so many open. */
  public static void awaitAtMost(ProcessTree tree, int count)
      throws IOException, InterruptedException {
    await(tree, 0, count);
  }

  private static void await(ProcessTree tree, int least, int most)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
    while (true) {
      int now = tree.descriptors();
      if (now >= least && now <= most) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException(
            "after %.0f s the process has %d descriptors open, not %d to %d"
                .formatted(PATIENCE_SECONDS, now, least, most));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
