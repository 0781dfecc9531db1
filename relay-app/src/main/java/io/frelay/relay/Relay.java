package io.frelay.relay;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

@QuarkusMain
public final class Relay {
  private Relay() {}

  public static void main(String... args) {
    Quarkus.run(args);
  }
}
