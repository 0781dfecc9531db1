package io.frelay.scenarios.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A native executable of a function or the relay holds nothing of the machine that builds it: no
 * random numbers that every instance would share, no thread or socket that the compiler refuses.
 */
class ImageHeapIT {
  /** All that is in a function's executable or the relay's and is ours. */
  private static final List<String> MODULES =
      List.of(
          "protocol",
          "credentials",
          "relay-app",
          "function-runtime/client",
          "function-runtime/core",
          "function-runtime/http",
          "function-runtime/aws",
          "function-runtime/gcp",
          "function-runtime/azure",
          "function-runtime/ibm-ce",
          "function-runtime/funqy-http");

  @Test
  void executablesHoldNothingOfTheMachineThatBuildsThem() throws IOException {
    ImageHeap heap = new ImageHeap();
    for (String module : MODULES) {
      Path classes = Project.ROOT.resolve(module).resolve("target/classes");
      int before = heap.size();
      assertThat(heap.add(classes).size()).as(module).isGreaterThan(before);
    }
    assertThat(heap.findings()).isEmpty();
  }

  static Stream<Arguments> held() {
    return Stream.of(
        Arguments.of(OfRandomNumbers.class, "makes a java/security/SecureRandom"),
        Arguments.of(OfThreads.class, "calls java/util/concurrent/Executors.newCachedThreadPool"),
        Arguments.of(OfAnEnvironment.class, "calls java/lang/System.getenv"),
        Arguments.of(OfAHost.class, "calls java/net/InetAddress.getLocalHost"),
        Arguments.of(OfATime.class, "calls java/time/Instant.now"),
        Arguments.of(OfARandomField.class, "RANDOM is a java.util.Random"));
  }

  @ParameterizedTest
  @MethodSource("held")
  void whatIsHeldIsFound(Class<?> holder, String finding) throws IOException {
    assertThat(heap(holder).findings()).anyMatch(found -> found.contains(finding));
  }

  @Test
  void whatIsMadeLaterIsNot() throws IOException {
    assertThat(heap(OfALaterTime.class).findings()).isEmpty();
  }

  @Test
  void whatIsPutOffIsNot_unlessAnotherNeedsItEarlier() throws IOException {
    String name = OfThreads.class.getName();
    String properties = "Args = --initialize-at-run-time=" + name;
    InputStream in = new ByteArrayInputStream(properties.getBytes(UTF_8));
    ImageHeap heap = heap(OfThreads.class).add(bytecode(OfThreadsOfAnother.class)).addPutOff(in);
    assertThat(heap.findings())
        .singleElement()
        .asString()
        .contains("OfThreadsOfAnother, when it is initialised, reaches", "OfThreads,");
  }

  private static ImageHeap heap(Class<?> type) throws IOException {
    ImageHeap heap = new ImageHeap().add(bytecode(type));
    for (Class<?> nested : type.getDeclaredClasses()) {
      heap.add(bytecode(nested));
    }
    return heap;
  }

  private static byte[] bytecode(Class<?> type) throws IOException {
    try (InputStream in =
        type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  /** As a session's nonces once were. */
  static class OfRandomNumbers {
    static final Object RANDOM = new SecureRandom();
  }

  static class OfThreads {
    static final ExecutorService THREADS = made();

    private static ExecutorService made() {
      return Executors.newCachedThreadPool();
    }
  }

  static class OfThreadsOfAnother {
    static final Object SAME = OfThreads.THREADS;
  }

  static class OfAnEnvironment {
    static final String HOME = System.getenv("HOME");
  }

  static class OfAHost {
    static final String HOST = host();

    private static String host() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (IOException e) {
        return "";
      }
    }
  }

  static class OfATime {
    static final long BEGUN = new Begun().at;

    private static final class Begun {
      private final long at = Instant.now().toEpochMilli();
    }
  }

  static class OfARandomField {
    static Random RANDOM;
  }

  static class OfALaterTime {
    static final Supplier<Instant> NOW = () -> Instant.now();
  }
}
