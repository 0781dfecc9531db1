package io.frelay.function.runtime;

import io.frelay.function.CallerFront;
import io.frelay.function.FunctionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings without Quarkus. */
record FixedConfig(Duration timeout, boolean tracePeers, Allow allow) implements FunctionConfig {
  private static final Allow NOTHING_PINNED =
      new Pins(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  record Pins(
      Optional<List<String>> handlers,
      Optional<List<String>> peers,
      Optional<String> tagPrefix,
      Optional<List<String>> relays)
      implements Allow {}

  @Override
  public Optional<String> handler() {
    return Optional.empty();
  }

  FixedConfig(Duration timeout) {
    this(timeout, true);
  }

  FixedConfig(Duration timeout, boolean tracePeers) {
    this(timeout, tracePeers, NOTHING_PINNED);
  }

  FixedConfig(Duration timeout, Allow allow) {
    this(timeout, true, allow);
  }

  @Override
  public int preparedConnections() {
    return 1;
  }

  @Override
  public Optional<String> program() {
    return Optional.empty();
  }

  @Override
  public Optional<List<String>> programEnv() {
    return Optional.empty();
  }

  @Override
  public Sockets programSockets() {
    return Sockets.UNIX;
  }

  @Override
  public boolean programStays() {
    return false;
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
