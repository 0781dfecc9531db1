package io.frelay.scenarios.functions.support;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Stops and continues a process, as platforms do. */
public final class Signals {
  private Signals() {}

  public static void freeze(Process process) {
    send("-STOP", process);
  }

  public static void thaw(Process process) {
    send("-CONT", process);
  }

  private static void send(String signal, Process process) {
    if (!process.isAlive()) {
      return;
    }
    try {
      String pid = Long.toString(process.pid());
      if (new ProcessBuilder("kill", signal, pid).start().waitFor() != 0) {
        throw new AssertionError("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
