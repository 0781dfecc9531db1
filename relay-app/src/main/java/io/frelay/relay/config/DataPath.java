package io.frelay.relay.config;

/** What carries the bytes of a joined session. */
public enum DataPath {
  /** Threads of their own by epoll, and where much flows the kernel without a copy (splice). */
  AUTO,
  /** Threads of their own by epoll; every byte is copied. */
  COPY,
  /** The threads that also do the handshakes: what is used anyway where there is no epoll. */
  PORTABLE
}
