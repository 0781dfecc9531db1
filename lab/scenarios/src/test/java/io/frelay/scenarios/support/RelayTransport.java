package io.frelay.scenarios.support;

import java.util.List;

/** What a relay's sockets are, and so what carries the bytes of its sessions. */
public enum RelayTransport {
  /** Netty's epoll, and loops of the relay's own for sessions. */
  EPOLL,
  /** What is used where the native libraries do not load. */
  NIO;

  /** Options for the relay's JVM. */
  public List<String> jvm() {
    return List.of("-Dquarkus.vertx.prefer-native-transport=" + (this == EPOLL));
  }
}
