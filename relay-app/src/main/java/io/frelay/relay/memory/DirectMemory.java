package io.frelay.relay.memory;

import io.netty.util.internal.PlatformDependent;
import java.lang.reflect.Method;

/**
 * Memory outside of the JVM's heap that Netty takes for buffers. Netty is to count it itself and to
 * fail at its bound: the JVM, asked for more than it may have, collects garbage and sleeps, half a
 * second for each try, on the event loop that asked.
 */
public final class DirectMemory {
  private static final String LIMIT = "io.netty.maxDirectMemory";
  private static final String MAY_REFLECT = "io.netty.tryReflectionSetAccessible";

  private static final String UNASKED = "io.netty.handler.ssl.openssl.bioNonApplicationBufferSize";

  /**
   * Bytes that BoringSSL may write of one connection before Netty asks it to: an alert has room. By
   * default it is 2 KB, allocated for every connection. What does not fit waits until Netty asks.
   */
  private static final int UNASKED_BYTES = 256;

  /** Bytes for what is not counted to a connection: buffers in use, and those kept for reuse. */
  private static final long RESERVE = 32 << 20;

  private DirectMemory() {}

  /** Bounds it by what the heap may have; before anything of Netty's is loaded. */
  public static void limit() {
    setUnlessSet(LIMIT, Long.toString(neededFor(defaultBudget())));
    setUnlessSet(MAY_REFLECT, "true");
    setUnlessSet(UNASKED, Integer.toString(UNASKED_BYTES));
    openJavaNio();
  }

  /**
   * Netty makes buffers that the JVM does not count where {@code java.nio} is open to it. The
   * option for that, {@code --add-opens}, would cost the JVM its archive of modules at each start;
   * Quarkus's jar opens {@code java.lang}, and from there the module can be told.
   */
  private static void openJavaNio() {
    try {
      Method open = Module.class.getDeclaredMethod("implAddOpensToAllUnnamed", String.class);
      open.setAccessible(true);
      open.invoke(Object.class.getModule(), "java.nio");
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Then it is not counted, which the relay says at its start.
    }
  }

  /**
   * Bytes that connections may hold, where no setting says otherwise: three eighths of the largest
   * heap. Some of it is in the heap, some in buffers, some is BoringSSL's.
   */
  public static long defaultBudget() {
    return Runtime.getRuntime().maxMemory() / 8 * 3;
  }

  /** Bytes that Netty must be allowed where connections may hold {@code budget}. */
  public static long neededFor(long budget) {
    return budget + RESERVE;
  }

  /** Bytes that Netty may take. */
  public static long most() {
    return PlatformDependent.maxDirectMemory();
  }

  /** Returns whether Netty itself counts its direct memory; else the JVM does. */
  public static boolean isCounted() {
    return PlatformDependent.usedDirectMemory() >= 0;
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
