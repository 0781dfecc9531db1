package io.frelay.bench.forwarding;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.process.ProcessTree;
import java.io.IOException;
import java.util.Optional;

/** Says on which cores a process may run, by {@code taskset}. */
final class Cores {
  private static final int ATTEMPTS = 10;

  private Cores() {}

  /** True if there are two cores and a program to pin processes to them. */
  static boolean canPin() {
    return Runtime.getRuntime().availableProcessors() >= 2
        && Checkout.program("taskset").isPresent();
  }

  /** The forwarder alone on core 0, the load generators together on core 1. */
  static void apart(Optional<ProcessTree> forwarder) throws IOException {
    if (forwarder.isPresent()) {
      pin(forwarder.get(), "0");
    }
    set(ProcessHandle.current().pid(), "1");
  }

  /** Everybody on every core again. */
  static void together(Optional<ProcessTree> forwarder, int cores) throws IOException {
    String all = "0-" + (cores - 1);
    if (forwarder.isPresent()) {
      pin(forwarder.get(), all);
    }
    set(ProcessHandle.current().pid(), all);
  }

  private static void pin(ProcessTree tree, String cores) throws IOException {
    for (long pid : tree.pids()) {
      set(pid, cores);
    }
  }

  private static void set(long pid, String cores) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      boolean moved = Checkout.output("taskset", "-acp", cores, Long.toString(pid)).isPresent();
      if (moved || ProcessHandle.of(pid).isEmpty()) {
        return;
      }
      // One of its threads may have ended just then.
    }
    throw new IOException("taskset cannot move process " + pid);
  }
}
