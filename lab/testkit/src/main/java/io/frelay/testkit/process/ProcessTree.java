package io.frelay.testkit.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Counters in {@code /proc} of processes and their living descendants, see proc(5).
 *
 * @param roots the processes at the top; they need not be ours
 */
public record ProcessTree(List<Long> roots) {
  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11; // counted from behind the name, which may contain anything
  private static final int STIME = 12;

  public ProcessTree(long root) {
    this(List.of(root));
  }

  /** The CPU time since the start, in user and in system mode. */
  public CpuTime cpu() throws IOException {
    double[] sums = new double[3];
    List<Long> pids = pids();
    forEach(
        pids,
        pid -> {
          String stat = Files.readString(proc(pid).resolve("stat"));
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          sums[0] += Long.parseLong(fields[UTIME]) / TICKS_PER_SECOND;
          sums[1] += Long.parseLong(fields[STIME]) / TICKS_PER_SECOND;
          sums[2] += scheduled(pid);
        });
    return new CpuTime(sums[0], sums[1], sums[2], pids.size());
  }

  private interface Look {
    void at(long pid) throws IOException;
  }

  /** Passes over a process that has ended meanwhile. */
  private static void forEach(List<Long> pids, Look look) throws IOException {
    for (long pid : pids) {
      try {
        look.at(pid);
      } catch (NoSuchFileException e) {
        // It has ended meanwhile.
      }
    }
  }

  /** Seconds on a CPU by the scheduler's own clock, of the threads that live; 0 if it has none. */
  private static double scheduled(long pid) throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc(pid).resolve("task"))) {
      for (Path thread : threads) {
        try {
          String schedstat = Files.readString(thread.resolve("schedstat"));
          nanos += Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
        } catch (NoSuchFileException e) {
          // The thread has ended meanwhile, or the kernel keeps no such file.
        }
      }
    }
    return nanos / 1e9;
  }

  /** The memory now. */
  public Memory memory() throws IOException {
    long[] sums = new long[2];
    forEach(
        pids(),
        pid -> {
          for (String line : Files.readAllLines(proc(pid).resolve("smaps_rollup"))) {
            if (line.startsWith("Rss:")) {
              sums[0] += kilobytes(line);
            } else if (line.startsWith("Pss:")) {
              sums[1] += kilobytes(line);
            }
          }
        });
    return new Memory(sums[0], sums[1]);
  }

  /** Number of open pipe ends; a process that splices bytes needs some. */
  public int pipes() throws IOException {
    return count("fd", entry -> Files.readSymbolicLink(entry).toString().startsWith("pipe:"));
  }

  private interface Condition {
    boolean holds(Path entry) throws IOException;
  }

  /** Number of entries in a folder of each process. */
  private int count(String folder, Condition condition) throws IOException {
    int[] count = {0};
    forEach(
        pids(),
        pid -> {
          try (DirectoryStream<Path> all = Files.newDirectoryStream(proc(pid).resolve(folder))) {
            for (Path entry : all) {
              count[0] += condition.holds(entry) ? 1 : 0;
            }
          }
        });
    return count[0];
  }

  /** Number of open file descriptors. */
  public int descriptors() throws IOException {
    return count("fd", entry -> true);
  }

  /** Number of threads. */
  public int threads() throws IOException {
    return count("task", entry -> true);
  }

  /** The processes and their descendants. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>(roots);
    for (long root : roots) {
      ProcessHandle.of(root)
          .ifPresent(handle -> handle.descendants().forEach(child -> pids.add(child.pid())));
    }
    return pids;
  }

  private static Path proc(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  private static long kilobytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  /**
   * CPU time in seconds.
   *
   * @param user in steps of 10 ms
   * @param system in steps of 10 ms
   * @param exact both together, in nanoseconds' resolution, but without threads that have ended; 0
   *     where the kernel does not tell
   * @param processes how many they were
   */
  public record CpuTime(double user, double system, double exact, int processes) {
    /** From {@code earlier} to this. */
    public CpuTime since(CpuTime earlier) {
      return new CpuTime(
          user - earlier.user, system - earlier.system, exact - earlier.exact, processes);
    }

    /** User and system together, as exactly as is known. */
    public double total() {
      double ticks = user + system;
      // The exact figure falls short only if threads have ended; steps are off by two a process.
      return exact >= ticks - 2 * processes / TICKS_PER_SECOND ? exact : ticks;
    }
  }

  /**
   * Memory in bytes.
   *
   * @param rss resident
   * @param pss resident, what is shared with others divided among them
   */
  public record Memory(long rss, long pss) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f MB", pss / 1e6);
    }
  }
}
