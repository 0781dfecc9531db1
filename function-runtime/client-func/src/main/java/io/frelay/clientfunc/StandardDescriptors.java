package io.frelay.clientfunc;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Standard input of the process. The system gives a closed descriptor to the first file that the
 * JVM opens, which must not be taken for data. The launcher puts one in its place that cannot be
 * read, as the C library does for set-uid programs; this finds out either.
 */
final class StandardDescriptors {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path DETAILS = Path.of("/proc/self/fdinfo");
  private static final Pattern FLAGS = Pattern.compile("(?m)^flags:\\s*([0-7]+)");
  private static final Pattern CLASS_PATH = Pattern.compile(":");
  private static final int ACCESS_MODE = 3;
  private static final int WRITE_ONLY = 1;

  private StandardDescriptors() {}

  /** Empty if it is closed. Where there is no {@code /proc} that cannot be told. */
  static Optional<InputStream> in() throws IOException {
    boolean open = !Files.isDirectory(DESCRIPTORS) || (isReadable(0) && !isOfTheJvm(0));
    return open ? Optional.of(new FileInputStream(FileDescriptor.in)) : Optional.empty();
  }

  private static boolean isReadable(int descriptor) throws IOException {
    try {
      Matcher flags = FLAGS.matcher(Files.readString(DETAILS.resolve("" + descriptor)));
      return !flags.find() || (Integer.parseInt(flags.group(1), 8) & ACCESS_MODE) != WRITE_ONLY;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Whoever gives us such a file on purpose has not kept the JVM from opening it itself. */
  private static boolean isOfTheJvm(int descriptor) throws IOException {
    Path file = Files.readSymbolicLink(DESCRIPTORS.resolve("" + descriptor));
    if (CLASS_PATH
            .splitAsStream(System.getProperty("java.class.path"))
            .noneMatch(jar -> isAt(file, jar))
        && !file.startsWith(Path.of(System.getProperty("java.home")).toRealPath())) {
      return false;
    }
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.filter(each -> isAt(file, each.toString())).count() == 1;
    }
  }

  private static boolean isAt(Path file, String path) {
    try {
      return file.equals(Path.of(path).toRealPath());
    } catch (IOException e) {
      return false;
    }
  }
}
