package io.frelay.run;

import io.frelay.run.Effects.Finished;
import io.frelay.run.Failure.Outlook;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A project of IBM Code Engine. */
record IbmProject(String region, String resourceGroup, String name) {
  /**
   * Parties of one project look things up one after the other: ibmcloud keeps its target in a file.
   */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  /** What is done in the project. */
  interface Lookup<T> {
    T look() throws CallFailedException, InterruptedException;
  }

  static IbmProject read(YamlFields party) throws RunException {
    return new IbmProject(
        party.required("region"),
        party.optional("resource-group").orElse("Default"),
        party.required("project"));
  }

  /** Makes this project the one of every ibmcloud after it, and then looks something up. */
  <T> T in(Effects effects, Lookup<T> lookup) throws CallFailedException, InterruptedException {
    ONE_AT_A_TIME.lockInterruptibly();
    try {
      choose(effects, List.of("ibmcloud", "target", "-r", region, "-g", resourceGroup, "--quiet"));
      choose(effects, List.of("ibmcloud", "ce", "project", "select", "--name", name, "--quiet"));
      return lookup.look();
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private static void choose(Effects effects, List<String> command)
      throws CallFailedException, InterruptedException {
    Finished finished = effects.run(command);
    if (finished.exitCode() != 0) {
      throw new CallFailedException(
          Failure.of(
              "no_project",
              String.join(" ", command) + ": " + finished.err(),
              Outlook.WRONG_SETUP));
    }
  }
}
