package io.frelay.relay.accept;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.Native;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import org.jboss.logging.Logger;

/**
 * Makes an epoll channel report the end of its input in order, behind the last byte.
 *
 * <p>Netty asks epoll for EPOLLRDHUP besides, and once that comes reads everything the kernel has,
 * whether auto-read is on or not: a sender that ends while its reader is slow would put up to
 * {@code tcp_rmem} bytes of every session into the relay's memory. Without it the end is seen as a
 * read of 0, when reading gets there, and back-pressure holds to the last byte. It takes a
 * level-triggered channel, as Netty stops at a short read and would miss an end right behind it.
 * Netty has no option for it, hence the reflection; if that fails the relay works on, with Netty's
 * way.
 */
@RegisterForReflection(classNames = "io.netty.channel.epoll.AbstractEpollChannel")
final class HangUpEvents {
  private static final Logger LOG = Logger.getLogger(HangUpEvents.class);
  private static final MethodHandle CLEAR_FLAG = clearFlag();

  private HangUpEvents() {}

  static void ignore(EpollSocketChannel channel) {
    if (CLEAR_FLAG == null) {
      return;
    }
    try {
      CLEAR_FLAG.invoke(channel, Native.EPOLLRDHUP);
    } catch (Throwable e) {
      channel.close(); // its file descriptor is not usable
    }
  }

  private static MethodHandle clearFlag() {
    try {
      Method clearFlag =
          EpollSocketChannel.class
              .getSuperclass()
              .getSuperclass()
              .getDeclaredMethod("clearFlag", int.class);
      clearFlag.setAccessible(true);
      return MethodHandles.lookup().unreflect(clearFlag);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("this Netty cannot be told to keep EPOLLRDHUP to itself; see HangUpEvents", e);
      return null;
    }
  }
}
