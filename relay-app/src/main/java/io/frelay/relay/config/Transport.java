package io.frelay.relay.config;

/** Which sockets the relay has. */
public enum Transport {
  /** Those of epoll where it loads, the JDK's otherwise. */
  AUTO,
  /** Those of epoll, which sessions are spliced with. */
  EPOLL
}
