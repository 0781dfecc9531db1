package io.frelay.relay.memory;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.jboss.logging.Logger;

/**
 * The C library's memory, from which BoringSSL takes what a handshake needs and into which the
 * compilers' work goes. It keeps what is freed: malloc_trim(3) gives it back. The JVM's own option
 * for it, {@code -XX:TrimNativeHeapInterval}, is too new to rely on. Other libraries than glibc
 * have none and need none.
 */
final class NativeHeap {
  private static final Logger LOG = Logger.getLogger(NativeHeap.class);
  private static final boolean AVAILABLE = load();

  private NativeHeap() {}

  /** Gives back what is free; takes milliseconds, more the first time. */
  static void trim() {
    if (AVAILABLE) {
      malloc_trim(0);
    }
  }

  private static native int malloc_trim(long keep);

  private static boolean load() {
    if (!Platform.isLinux()) {
      return false;
    }
    try {
      Native.register(NativeHeap.class, Platform.C_LIBRARY_NAME);
      return true;
    } catch (LinkageError | IllegalArgumentException e) {
      LOG.debug("the C library keeps what is freed", e);
      return false;
    }
  }
}
