package io.frelay.relay.limits;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;

/**
 * Division of the process's free file descriptors. Connections and pipes share what a reserve
 * leaves, so a pipe never takes a descriptor that is kept for something else.
 *
 * @param connections sockets of parties
 * @param pipes pipes that carry the bytes of sessions, of two descriptors each
 */
public record FileDescriptors(int connections, int pipes) {
  /** Sockets beyond the places: of newcomers that are about to be refused or to take one. */
  public static final int NEWCOMERS = 16;

  /** Kept for what the process opens besides: its libraries, a log, 32 of health and metrics. */
  private static final int RESERVE = 64 + NEWCOMERS;

  /** A user without privilege may have 64 pipes of full capacity ({@code pipe-user-pages-soft}). */
  private static final int MAX_PIPES = 64;

  /** One pipe for so many descriptors: they are to be few beside the connections. */
  private static final int DESCRIPTORS_PER_PIPE = 64;

  private static final int DESCRIPTORS_IN_PIPE = 2;

  /**
   * Shares out what is free now.
   *
   * @param wantedConnections no more are given to connections
   */
  public static FileDescriptors share(int wantedConnections) {
    OptionalInt free = free();
    return free.isPresent()
        ? share(wantedConnections, free.getAsInt())
        : new FileDescriptors(wantedConnections, MAX_PIPES);
  }

  /** Shares out so many. */
  static FileDescriptors share(int wantedConnections, int free) {
    int usable = Math.max(0, free - RESERVE);
    int pipes = Math.min(MAX_PIPES, usable / DESCRIPTORS_PER_PIPE);
    int connections = Math.min(wantedConnections, usable - DESCRIPTORS_IN_PIPE * pipes);
    return new FileDescriptors(connections, pipes);
  }

  /** Empty where the system does not say. */
  private static OptionalInt free() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount();
      return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, free));
    }
    return OptionalInt.empty();
  }
}
