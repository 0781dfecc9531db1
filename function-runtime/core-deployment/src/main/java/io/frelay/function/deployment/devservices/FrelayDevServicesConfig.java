package io.frelay.function.deployment.devservices;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** A relay of an application's own, in dev mode and in tests. */
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
@ConfigMapping(prefix = "quarkus.frelay.devservices")
public interface FrelayDevServicesConfig {
  /**
   * Starts a relay by itself, in dev mode and in tests, where the application has no party's
   * secrets. {@code quarkus.devservices.enabled=false} switches it off too.
   */
  @WithDefault("true")
  boolean enabled();

  /** The port that the relay listens on, on this machine only; 0 for any that is free. */
  @WithDefault("0")
  int port();

  /**
   * The other parties that the application plays, separated by commas: wherever it is called for a
   * session with them, they are called with the same handler. Their inputs are {@code
   * frelay.dev.inputs}.
   */
  Optional<List<String>> parties();
}
