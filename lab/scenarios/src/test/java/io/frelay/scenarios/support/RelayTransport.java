package io.frelay.scenarios.support;

import java.util.List;

/** Kind of a relay's sockets, which decides what carries the bytes of its sessions. */
public enum RelayTransport {
  /** Netty's epoll, and loops of the relay's own for sessions. */
  EPOLL,
  /** The fallback where the native libraries do not load. */
  NIO;

  /** Options for the relay's JVM. */
  public List<String> jvm() {
    return List.of("-Dquarkus.vertx.prefer-native-transport=" + (this == EPOLL));
  }
}
