package io.frelay.function.gcp;

import java.time.Duration;
import java.util.Optional;

/** Time that the platform lets a request take. */
final class PlatformTimeout {
  /** Google's own invoker goes by it too: it answers 408 then. */
  private static final String VARIABLE = "CLOUD_RUN_TIMEOUT_SECONDS";

  private PlatformTimeout() {}

  /** For one that has just come; empty if the platform does not say. */
  static Optional<Duration> ofRequest() {
    return Optional.ofNullable(System.getenv(VARIABLE)).map(Long::valueOf).map(Duration::ofSeconds);
  }
}
