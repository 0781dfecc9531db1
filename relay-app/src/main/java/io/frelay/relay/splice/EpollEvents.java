package io.frelay.relay.splice;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.jboss.logging.Logger;

/**
 * Waits on an epoll descriptor of our own, by Netty's native library. Netty publishes everything
 * but the array that it waits with, hence the reflection; where that fails sessions stay with
 * Netty's loops.
 */
@RegisterForReflection(
    classNames = "io.netty.channel.epoll.EpollEventArray",
    targets = Native.class)
final class EpollEvents {
  private static final Logger LOG = Logger.getLogger(EpollEvents.class);
  private static final Access ACCESS = access();

  /**
   * Access to non-public parts of Netty.
   *
   * @param create makes an array of so many events
   * @param await waits, or only looks
   * @param fd file descriptor of the event at an index
   * @param events which events the one at an index has
   */
  private record Access(
      MethodHandle create, MethodHandle await, MethodHandle fd, MethodHandle events) {}

  private final Object array;

  EpollEvents(int most) {
    try {
      array = ACCESS.create.invoke(most);
    } catch (Throwable e) {
      throw new IllegalStateException("Netty's event array", e);
    }
  }

  static boolean areAvailable() {
    return ACCESS != null;
  }

  /** Waits without limit; returns how many there are. */
  int await(FileDescriptor epoll) throws IOException {
    try {
      return (int) ACCESS.await.invoke(epoll, array, false);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Netty's epollWait", e);
    }
  }

  int fd(int index) {
    return intOf(ACCESS.fd, index);
  }

  int events(int index) {
    return intOf(ACCESS.events, index);
  }

  private int intOf(MethodHandle method, int index) {
    try {
      return (int) method.invoke(array, index);
    } catch (Throwable e) {
      throw new IllegalStateException("Netty's event array", e);
    }
  }

  private static Access access() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> type =
          Class.forName(
              "io.netty.channel.epoll.EpollEventArray", true, Native.class.getClassLoader());
      Constructor<?> constructor = type.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      Method await =
          Native.class.getDeclaredMethod("epollWait", FileDescriptor.class, type, boolean.class);
      await.setAccessible(true);
      MethodType ofIndex = MethodType.methodType(int.class, Object.class, int.class);
      return new Access(
          lookup
              .unreflectConstructor(constructor)
              .asType(MethodType.methodType(Object.class, int.class)),
          lookup
              .unreflect(await)
              .asType(
                  MethodType.methodType(
                      int.class, FileDescriptor.class, Object.class, boolean.class)),
          accessible(lookup, type, "fd").asType(ofIndex),
          accessible(lookup, type, "events").asType(ofIndex));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("this Netty does not let its epoll be used by others; see EpollEvents", e);
      return null;
    }
  }

  private static MethodHandle accessible(MethodHandles.Lookup lookup, Class<?> type, String name)
      throws ReflectiveOperationException {
    Method method = type.getDeclaredMethod(name, int.class);
    method.setAccessible(true);
    return lookup.unreflect(method);
  }
}
