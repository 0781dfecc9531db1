package io.frelay.scenarios.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Load of a relay's event loops, from the kernel. It measures the time in which a thread could run,
 * whether it had a processor or waited for one: a loop that spins could run all the time, on a busy
 * machine too.
 */
public final class RelayLoops {
  private static final Duration WINDOW = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofSeconds(4);

  /** A loop that does nothing but wake up is at 1. */
  private static final double QUIET = 0.3;

  private final Path threads;
  private Map<Path, Long> looked = Map.of();
  private long lookedNanos;

  private RelayLoops(Path threads) {
    this.threads = threads;
  }

  public static RelayLoops of(RelayProcess relay) {
    return new RelayLoops(Path.of("/proc", Long.toString(relay.pid()), "task"));
  }

  /** True if the kernel has this information. */
  public static boolean areVisible() {
    return Files.exists(Path.of("/proc/self/schedstat"));
  }

  /** Waits for a quarter of a second in which no loop has anything to do. */
  public void awaitQuiet(String after) {
    looked = runnableNanos();
    lookedNanos = System.nanoTime();
    await("event loops that sleep after: " + after)
        .pollDelay(WINDOW)
        .pollInterval(WINDOW)
        .atMost(LIMIT)
        .until(() -> busiestSinceLook() < QUIET);
  }

  /** The share of the time that the busiest loop could run. */
  private double busiestSinceLook() {
    Map<Path, Long> before = looked;
    long beforeNanos = lookedNanos;
    looked = runnableNanos();
    lookedNanos = System.nanoTime();
    long most =
        looked.entrySet().stream()
            .mapToLong(each -> each.getValue() - before.getOrDefault(each.getKey(), 0L))
            .max()
            .orElseThrow();
    return most / (double) (lookedNanos - beforeNanos);
  }

  /** Runnable time of every event loop since it began, in nanoseconds. */
  private Map<Path, Long> runnableNanos() {
    try (Stream<Path> all = Files.list(threads)) {
      List<Path> loops = all.filter(RelayLoops::isLoop).toList();
      Map<Path, Long> times = new HashMap<>();
      for (Path loop : loops) {
        String[] fields = Files.readString(loop.resolve("schedstat")).split(" ", -1);
        times.put(loop, Long.parseLong(fields[0]) + Long.parseLong(fields[1]));
      }
      return times;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLoop(Path thread) {
    try {
      String name = Files.readString(thread.resolve("comm"));
      return name.startsWith("vert.x-") || name.startsWith("relay-splice-");
    } catch (NoSuchFileException e) {
      return false; // it has ended meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
