package io.frelay.function.runtime.program;

import java.io.Closeable;
import java.util.List;
import java.util.Map;

/**
 * The program that stays, started when it is first needed. Invocations at the same time have one
 * each: with one for all, two parties that serve two sessions in different order would wait for
 * each other. When they are over, one stays. Safe for use by several threads.
 */
final class StayingPrograms implements Closeable {
  private final List<String> command;
  private final Map<String, String> environment;
  private StayingProgram idle; // guarded by this; null if there is none
  private boolean isClosed; // guarded by this

  StayingPrograms(List<String> command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
  }

  /** Takes the one that stays, or starts one. */
  StayingProgram take() throws ProgramException {
    StayingProgram taken = takeIdle();
    if (taken != null && taken.isReady()) {
      return taken;
    } else if (taken != null) {
      taken.warnOfReplacement();
      taken.close();
    }
    return StayingProgram.start(command, environment);
  }

  private synchronized StayingProgram takeIdle() {
    StayingProgram taken = idle;
    idle = null;
    return taken;
  }

  /** Gives one back that has answered. */
  void giveBack(StayingProgram program) {
    if (!keeps(program)) {
      program.close();
    }
  }

  private synchronized boolean keeps(StayingProgram program) {
    if (isClosed || idle != null || !program.isReady()) {
      return false;
    }
    idle = program;
    return true;
  }

  @Override
  public void close() {
    StayingProgram last;
    synchronized (this) {
      isClosed = true;
      last = takeIdle();
    }
    if (last != null) {
      last.close();
    }
  }
}
