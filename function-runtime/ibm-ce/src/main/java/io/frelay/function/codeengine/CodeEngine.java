package io.frelay.function.codeengine;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The program that Code Engine, Cloud Run or Kubernetes starts: an application that serves HTTP,
 * or, where the platform says by a number that this is an instance of a job, one invocation.
 */
@QuarkusMain
public final class CodeEngine {
  private CodeEngine() {}

  public static void main(String... args) {
    if (Job.isOne(System.getenv())) {
      System.setProperty("quarkus.http.host-enabled", "false");
      Quarkus.run(Job.class, args);
    } else {
      Quarkus.run(args);
    }
  }
}
