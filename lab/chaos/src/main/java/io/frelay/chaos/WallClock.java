package io.frelay.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * A wall clock that can be set, of processes that are started with its {@link #environment}. It
 * takes a C compiler, {@code cc}: clock_gettime(2) is put in front of the C library's.
 */
final class WallClock {
  private final Path library;
  private final Path ahead;

  private WallClock(Path library, Path ahead) {
    this.library = library;
    this.ahead = ahead;
  }

  /** True if the clock can be set on this machine. */
  static boolean isAvailable() throws InterruptedException {
    try {
      return run("cc", "--version") == 0;
    } catch (IOException e) { // there is no cc
      return false;
    }
  }

  /** One that goes right; its files are in {@code folder}, which must exist. */
  static WallClock make(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("clock.c");
    Path library = folder.resolve("clock.so");
    if (!Files.exists(library)) {
      try (InputStream in = WallClock.class.getResourceAsStream("clock.c")) {
        Files.copy(in, source);
      }
      if (run("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl") != 0) {
        throw new IOException("cc could not compile " + source);
      }
    }
    WallClock clock = new WallClock(library, Files.createTempFile(folder, "ahead", ""));
    clock.set(Duration.ZERO);
    return clock;
  }

  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CHAOS_CLOCK", ahead.toString());
  }

  /** Sets it so much before the machine's; negative behind. In place, since it is mapped. */
  void set(Duration before) throws IOException {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    Files.write(ahead, seconds.putLong(before.toSeconds()).array(), StandardOpenOption.WRITE);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
