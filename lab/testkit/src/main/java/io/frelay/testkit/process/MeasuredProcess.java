package io.frelay.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that was started to be measured, or to help in it. */
public final class MeasuredProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 200_000;

  /** A line of our log that tells of a fault in the program, or one of a stack trace. */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "^\\S+ (ERROR|FATAL)|^\\s+at \\S+\\(|^Caused by: |^Exception in thread"
              + "|OutOfMemoryError|reason=internal_error");

  private final Process process;
  private final long startedNanos;
  private final Consumer<MeasuredProcess> ended;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private volatile boolean stalled;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  MeasuredProcess(Process process, long startedNanos, Consumer<MeasuredProcess> ended) {
    this.process = process;
    this.startedNanos = startedNanos;
    this.ended = ended;
    Thread reader = new Thread(this::readLog, "log of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  public long pid() {
    return process.pid();
  }

  /** Just before it was started, on the clock of {@link System#nanoTime}. */
  public long startedNanos() {
    return startedNanos;
  }

  /** The counters of it and of the processes it has started. */
  public ProcessTree tree() {
    return new ProcessTree(process.pid());
  }

  /** The first 1000 lines of what it has printed so far. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /** Errors and stack traces among all that it has printed so far: the first 100 lines of them. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Waits for a line of the log in which the pattern is found. */
  public Matcher awaitLine(Pattern pattern) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      for (String line : log) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          return matcher;
        }
      }
      requireGoing(alive, deadline, "a line like '" + pattern + "'");
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /**
   * Waits until a TCP connection to a port of loopback is accepted.
   *
   * @return from the start to the connection
   */
  public Duration awaitListening(int port) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return Duration.ofNanos(System.nanoTime() - startedNanos);
      } catch (ConnectException e) {
        requireGoing(alive, deadline, "a listener on port " + port);
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /** From now on what it prints is not read; when the pipe is full, its writes do not return. */
  public void stallLog() {
    stalled = true;
  }

  /** After {@link #stallLog}: how many bytes lie in the pipe; waits for the first of them. */
  public int unreadLog() throws IOException {
    return process.getInputStream().available();
  }

  /** Waits for its end, and returns its exit code. */
  public int awaitExit(Duration limit) throws IOException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("it still runs after " + limit.toSeconds() + " s: " + log);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void requireGoing(boolean alive, long deadline, String what) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    if (!alive || System.nanoTime() - deadline > 0) {
      throw new IOException(
          "waited in vain for %s; the process %s and says: %s"
              .formatted(what, alive ? "runs" : "has ended", log));
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new IOException("interrupted");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it has ended. */
  public void kill() throws IOException {
    process.destroyForcibly();
    awaitExit(PATIENCE);
    close();
  }

  /** Sends a signal by its name, such as {@code STOP}. */
  public void signal(String name) throws IOException {
    String pid = Long.toString(process.pid());
    Process kill = new ProcessBuilder("kill", "-" + name, pid).start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("kill -" + name + " " + pid + " failed");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Ends it: SIGTERM, and SIGKILL if that does not help within 3 seconds. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    ProcessLog.stop(process, 3);
    children.forEach(ProcessHandle::destroyForcibly);
    ended.accept(this);
  }

  private void readLog() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (log.size() < 1000) {
          log.add(line);
        }
        if (complaints.size() < 100 && COMPLAINT.matcher(line).find()) {
          complaints.add(line);
        }
        if (stalled) {
          process.onExit().join();
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }
}
