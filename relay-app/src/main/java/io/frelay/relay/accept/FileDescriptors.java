package io.frelay.relay.accept;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;

/** How many connections the process's file descriptors leave room for. */
public final class FileDescriptors {
  /** Kept for what the process opens besides: its libraries, a log, health checks. */
  private static final int RESERVE = 64 + Admission.NEWCOMERS;

  private FileDescriptors() {}

  /** Empty where the system does not say. */
  public static OptionalInt free() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - RESERVE;
      return OptionalInt.of((int) Math.max(0, Math.min(Integer.MAX_VALUE, free)));
    }
    return OptionalInt.empty();
  }
}
