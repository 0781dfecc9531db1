package io.frelay.relay.splice;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.jboss.logging.Logger;

/** Sets the capacity of a pipe, which neither the JDK nor Netty can: fcntl(2), F_SETPIPE_SZ. */
final class PipeCapacity {
  private static final Logger LOG = Logger.getLogger(PipeCapacity.class);
  private static final int F_SETPIPE_SZ = 1031;
  private static final boolean AVAILABLE = load();

  private PipeCapacity() {}

  static boolean isAvailable() {
    return AVAILABLE;
  }

  /** Sets the capacity; returns whether the pipe has it now. */
  static boolean set(int fd, int bytes) {
    return AVAILABLE && fcntl(fd, F_SETPIPE_SZ, bytes) >= bytes;
  }

  private static native int fcntl(int fd, int command, int argument);

  private static boolean load() {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Native.register(PipeCapacity.class, Platform.C_LIBRARY_NAME);
      return true;
    } catch (LinkageError | IllegalArgumentException e) {
      LOG.warn("the C library cannot be called: all bytes are copied", e);
      return false;
    }
  }
}
