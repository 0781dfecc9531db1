package io.frelay.demo;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** All processes of the demo: none is started once they are to end, and then none outlives that. */
final class Children {
  private static final long GRACE_SECONDS = 3;

  private final List<Process> started = new ArrayList<>();
  private boolean ending;

  /**
   * Starts a process without standard input.
   *
   * @throws DemoFailure if it cannot be started, or the demo is ending
   */
  synchronized Child start(String name, ProcessBuilder command) throws DemoFailure {
    if (ending) {
      throw new DemoFailure("the demo is ending");
    }
    try {
      Process process = command.redirectInput(new File("/dev/null")).start();
      started.add(process);
      return new Child(name, process);
    } catch (IOException e) {
      throw new DemoFailure(name + " cannot be started: " + e.getMessage());
    }
  }

  /** Ends them all: SIGTERM to the last one first, and SIGKILL for who still runs after that. */
  synchronized void end() {
    ending = true;
    List<ProcessHandle> all = running();
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).destroy();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    for (ProcessHandle each : all) {
      if (!ended(each, deadline - System.nanoTime())) {
        each.destroyForcibly();
        ended(each, TimeUnit.SECONDS.toNanos(GRACE_SECONDS));
      }
    }
  }

  /** True if no child process runs. */
  synchronized boolean allEnded() {
    return running().isEmpty();
  }

  private List<ProcessHandle> running() {
    return started.stream()
        .map(Process::toHandle)
        .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  private static boolean ended(ProcessHandle process, long nanos) {
    try {
      process.onExit().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      return false;
    }
  }
}
