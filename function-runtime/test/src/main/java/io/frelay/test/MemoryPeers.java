package io.frelay.test;

import io.frelay.client.group.Group;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The others as one party in memory sees them. */
final class MemoryPeers implements Peers {
  private final String self;
  private final long end;
  private final Map<String, MemoryStream> streams = new LinkedHashMap<>();

  MemoryPeers(String self, Duration timeout) {
    this.self = self;
    end = System.nanoTime() + timeout.toNanos();
  }

  void connect(String peer, MemoryWire wire, boolean isFirst) {
    streams.put(peer, new MemoryStream(peer, "", wire, isFirst));
  }

  @Override
  public PeerStream get(String name) {
    PeerStream stream = streams.get(name);
    if (stream == null) {
      throw new IllegalArgumentException(
          "this invocation has no peer '%s'; it has: %s"
              .formatted(name, String.join(", ", names())));
    }
    return stream;
  }

  @Override
  public List<String> names() {
    return List.copyOf(streams.keySet());
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public String tag() {
    return "";
  }

  @Override
  public Group group() {
    throw new UnsupportedOperationException(
        "parties in memory have no group: use peers of the FrelayExtension");
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(end - System.nanoTime());
  }

  void finish() {
    streams.values().forEach(MemoryStream::end);
  }

  void cut() {
    streams.values().forEach(MemoryStream::cut);
  }
}
