package io.frelay.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the demo, and all that it prints. Safe for any thread. */
final class Child {
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

  /** New lines wake whoever waits; the end of the process does not. */
  private static final long POLL_MILLIS = 50;

  /** Lines of its standard output that a failure message includes. */
  private static final int LAST_LINES = 5;

  private final String name;
  private final Process process;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private final List<Thread> readers;

  /**
   * @param name what messages call it
   */
  Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.readers =
        List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
  }

  private Thread reader(InputStream stream, List<String> lines) {
    Thread reader = new Thread(() -> read(stream, lines), name + ", output");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private void read(InputStream stream, List<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (this) {
          lines.add(line);
          notifyAll();
        }
      }
    } catch (IOException e) {
      // It has ended, and its output with it.
    }
  }

  /**
   * Waits for a line of its standard output.
   *
   * @param from the first line to look at, counted from 0
   * @throws DemoFailure if it ends without one or the time is over
   */
  synchronized Found await(Pattern pattern, int from, Duration limit)
      throws DemoFailure, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    int next = from;
    while (true) {
      boolean ended = ended(); // asked before the last look at the lines
      for (; next < out.size(); next++) {
        Matcher matcher = pattern.matcher(out.get(next));
        if (matcher.find()) {
          return new Found(matcher, next);
        }
      }
      if (ended || System.nanoTime() > deadline) {
        String how = ended ? "ended with exit code " + exitCode() : "has been silent for too long";
        throw failure(name + " " + how + ", where the demo expected it to go on");
      }
      wait(POLL_MILLIS);
    }
  }

  /** Match and line number of a line that was found. */
  record Found(Matcher matcher, int line) {}

  private boolean ended() {
    return !process.isAlive() && readers.stream().noneMatch(Thread::isAlive);
  }

  private int exitCode() {
    return process.exitValue();
  }

  /** Waits for its end and returns the exit code. */
  int awaitExit(Duration limit) throws DemoFailure, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure(name + " did not end within " + limit.toSeconds() + " s");
    }
    for (Thread reader : readers) {
      reader.join(LAST_OUTPUT.toMillis());
    }
    return exitCode();
  }

  /** Waits for its end, which has to be a good one. */
  void awaitSuccess(Duration limit) throws DemoFailure, InterruptedException {
    if (awaitExit(limit) != 0) {
      throw failure(name + " failed with exit code " + exitCode());
    }
  }

  /** A failure of this process, with what it has printed itself. */
  synchronized DemoFailure failure(String message) {
    List<String> output = new ArrayList<>(err);
    output.addAll(out.subList(Math.max(0, out.size() - LAST_LINES), out.size()));
    return new DemoFailure(message, String.join("\n", output));
  }

  /** All lines of its standard error so far. */
  synchronized List<String> errors() {
    return List.copyOf(err);
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM. Not by the process itself, which would also throw away what it still prints. */
  void terminate() {
    process.toHandle().destroy();
  }
}
