package io.frelay.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All lines that a process has printed so far; a thread of its own reads them. */
public final class ProcessLog {
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  public ProcessLog(Process process) {
    this.process = process;
    reader = new Thread(this::read, "log of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      in.lines().forEach(lines::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      // The process has ended.
    }
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line in which a pattern is found; null if there is none yet. */
  public Matcher find(Pattern pattern) {
    return lines.stream().map(pattern::matcher).filter(Matcher::find).findFirst().orElse(null);
  }

  /** Waits until what a process has printed that has ended is all here. */
  public void awaitEnd() throws InterruptedException {
    reader.join(5000);
  }

  /** SIGTERM, and SIGKILL if that does not help in time. */
  public static void stop(Process process, int seconds) {
    process.destroy();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
