package io.frelay.function.runtime.program;

import io.frelay.client.group.Group;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import java.time.Duration;
import java.util.List;

/** A session of party 0, without peers. */
record Alone(String tag) implements Peers {
  @Override
  public PeerStream get(String name) {
    throw new IllegalArgumentException(name);
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public String self() {
    return "0";
  }

  @Override
  public Group group() {
    throw new UnsupportedOperationException("it is alone");
  }

  @Override
  public Duration remaining() {
    return Duration.ofSeconds(20);
  }
}
