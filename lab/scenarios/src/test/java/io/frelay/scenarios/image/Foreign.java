package io.frelay.scenarios.image;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.lang.ref.Cleaner;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Selector;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.zip.ZipFile;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.objectweb.asm.Type;

/**
 * Objects that belong to a running process or to one machine, and must not be made while an image
 * is built.
 */
final class Foreign {
  private static final List<Class<?>> TYPES =
      List.of(
          RandomGenerator.class,
          Thread.class,
          Executor.class,
          Timer.class,
          Socket.class,
          ServerSocket.class,
          DatagramSocket.class,
          Channel.class,
          Selector.class,
          FileDescriptor.class,
          FileInputStream.class,
          FileOutputStream.class,
          RandomAccessFile.class,
          ZipFile.class,
          WatchService.class,
          MappedByteBuffer.class,
          Cleaner.class,
          Cleaner.Cleanable.class,
          Process.class,
          ProcessHandle.class,
          Console.class,
          InetAddress.class,
          NetworkInterface.class,
          SSLContext.class,
          SSLSocketFactory.class);

  /** Methods by class; a star stands for all. */
  private static final Map<String, Set<String>> CALLS =
      Map.ofEntries(
          Map.entry(
              "java/lang/System",
              Set.of("getenv", "getProperty", "getProperties", "nanoTime", "currentTimeMillis")),
          Map.entry("java/lang/Integer", Set.of("getInteger")),
          Map.entry("java/lang/Long", Set.of("getLong")),
          Map.entry("java/lang/Boolean", Set.of("getBoolean")),
          Map.entry("java/lang/Math", Set.of("random")),
          Map.entry("java/lang/Runtime", Set.of("*")),
          Map.entry("java/util/UUID", Set.of("randomUUID")),
          Map.entry("java/util/Locale", Set.of("getDefault")),
          Map.entry("java/util/TimeZone", Set.of("getDefault")),
          Map.entry("java/util/Date", Set.of("<init>")),
          Map.entry("java/time/ZoneId", Set.of("systemDefault")),
          Map.entry("java/time/Clock", Set.of("systemDefaultZone")),
          Map.entry("java/time/Instant", Set.of("now")),
          Map.entry("java/time/LocalDate", Set.of("now")),
          Map.entry("java/time/LocalDateTime", Set.of("now")),
          Map.entry("java/time/ZonedDateTime", Set.of("now")),
          Map.entry("java/time/OffsetDateTime", Set.of("now")),
          Map.entry("java/nio/charset/Charset", Set.of("defaultCharset")),
          Map.entry("java/nio/file/Path", Set.of("toAbsolutePath", "toRealPath")),
          Map.entry("java/nio/file/Files", Set.of("*")),
          Map.entry("org/eclipse/microprofile/config/ConfigProvider", Set.of("*")));

  private Foreign() {}

  /** True if a value of that type is one; types that are not on the class path are not. */
  static boolean isType(Type type) {
    Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (element.getSort() != Type.OBJECT) {
      return false;
    }
    try {
      Class<?> found = Class.forName(element.getClassName(), false, Foreign.class.getClassLoader());
      return TYPES.stream().anyMatch(each -> each.isAssignableFrom(found));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  static boolean isCall(String owner, String method) {
    Set<String> methods = CALLS.getOrDefault(owner, Set.of());
    return methods.contains(method) || methods.contains("*");
  }
}
