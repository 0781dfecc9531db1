package io.frelay.function.runtime;

import io.frelay.function.CallerFront;
import io.frelay.function.FunctionConfig;
import java.time.Duration;
import java.util.Optional;

/** Settings without Quarkus. */
record FixedConfig(Duration timeout, boolean tracePeers) implements FunctionConfig {
  FixedConfig(Duration timeout) {
    this(timeout, true);
  }

  @Override
  public Optional<String> handler() {
    return Optional.empty();
  }

  @Override
  public Optional<CallerFront> caller() {
    return Optional.empty();
  }

  @Override
  public Aws aws() {
    throw new UnsupportedOperationException("nothing here is on Lambda");
  }

  @Override
  public Http http() {
    throw new UnsupportedOperationException("nothing here serves HTTP");
  }
}
