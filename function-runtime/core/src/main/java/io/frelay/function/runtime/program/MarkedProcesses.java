package io.frelay.function.runtime.program;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processes whose environment has a mark: all that a program has started, also where its parent has
 * ended or it leads a session of its own. Only Linux shows environments; elsewhere none is found.
 */
final class MarkedProcesses {
  /** A process that starts others all the time is not chased for ever. */
  private static final int MAX_PASSES = 10;

  private MarkedProcesses() {}

  /** Kills them, and what they start meanwhile. */
  static void kill(String mark) {
    for (int i = 0; i < MAX_PASSES; i++) {
      List<ProcessHandle> found =
          ProcessHandle.allProcesses().filter(each -> has(each, mark)).toList();
      if (found.isEmpty()) {
        return;
      }
      found.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean has(ProcessHandle process, String mark) {
    Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
    try {
      return new String(Files.readAllBytes(environment), ISO_8859_1).contains(mark);
    } catch (IOException e) {
      return false; // another user's, or it has ended
    }
  }
}
