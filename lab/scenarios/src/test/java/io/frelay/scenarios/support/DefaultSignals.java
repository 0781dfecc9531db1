package io.frelay.scenarios.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Signals for a process under test as one that a person starts has them. A script's background jobs
 * ignore SIGINT and what runs under nohup ignores SIGHUP, and so does whatever these start: without
 * this the tests and the relays in them too.
 */
public final class DefaultSignals {
  /** SIGHUP and SIGINT, in the mask of proc(5). */
  private static final long HANG_UP_AND_INTERRUPT = 0b11;

  /** Command prefix; needs GNU coreutils 8.31 or newer. */
  private static final List<String> RESTORED = List.of("env", "--default-signal=HUP,INT");

  private DefaultSignals() {}

  /** The command that runs {@code command} with them, or itself where that cannot be done. */
  public static List<String> with(List<String> command) {
    if (!areIgnored() || !canBeRestored()) {
      return command;
    }
    List<String> restored = new ArrayList<>(RESTORED);
    restored.addAll(command);
    return restored;
  }

  /** Skips a test that sends one of them, where they are ignored and cannot be restored. */
  public static void assumePossible() {
    Assumptions.assumeTrue(
        !areIgnored() || canBeRestored(),
        "SIGHUP or SIGINT is ignored here (nohup, or a script's background job), and there is no env"
            + " with --default-signal");
  }

  private static boolean areIgnored() {
    Path status = Path.of("/proc/self/status");
    try {
      return Files.exists(status)
          && Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
              .anyMatch(ignored -> (ignored & HANG_UP_AND_INTERRUPT) != 0);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean canBeRestored() {
    List<String> command = new ArrayList<>(RESTORED);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no env
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
