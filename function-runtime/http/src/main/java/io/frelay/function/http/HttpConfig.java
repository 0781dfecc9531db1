package io.frelay.function.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What can be set of a function that is served over HTTP: {@code FRELAY_HTTP_GRACE=5s}. */
@ConfigMapping(prefix = "frelay.http")
interface HttpConfig {
  /** The longest body; about what Lambda takes. */
  @WithDefault("6M")
  MemorySize maxBody();

  /**
   * How long running invocations may still take once the platform has said, by SIGTERM, that it
   * stops the instance. Platforms kill it after a time of their own: Cloud Run after 10 s.
   */
  @WithDefault("30s")
  Duration grace();
}
