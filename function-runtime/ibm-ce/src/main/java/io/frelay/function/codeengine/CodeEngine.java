package io.frelay.function.codeengine;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The program that Code Engine starts: an application that serves HTTP, or, where the platform says
 * by {@code JOB_INDEX} that this is an instance of a job run, one invocation.
 */
@QuarkusMain
public final class CodeEngine {
  private CodeEngine() {}

  public static void main(String... args) {
    if (System.getenv(Job.INDEX) == null) {
      Quarkus.run(args);
    } else {
      System.setProperty("quarkus.http.host-enabled", "false");
      Quarkus.run(Job.class, args);
    }
  }
}
