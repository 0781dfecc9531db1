package io.frelay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kept input, so that what was found once stays mended, and some thousand variations of them.
 * Jazzer's own search, for input that gets further, is for the seconds of {@link ShortFuzzIT} and
 * the hours of {@code bin/lab fuzz}.
 */
class CorpusTest {
  private static final int VARIATIONS = 200;

  @TestFactory
  Stream<DynamicContainer> keptInputs() throws IOException {
    return Targets.all().stream()
        .map(target -> dynamicContainer(target.name(), inputs(target).stream()));
  }

  private static List<DynamicTest> inputs(Targets.Target target) {
    try (Stream<Path> files = Files.list(target.corpus())) {
      List<DynamicTest> tests =
          files
              .sorted()
              .map(file -> dynamicTest(file.getFileName().toString(), () -> run(target, file)))
              .toList();
      assertThat(tests).as("inputs for " + target).isNotEmpty();
      return tests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Targets.Target target, Path file) throws Exception {
    byte[] input = Files.readAllBytes(file);
    target.run(input);
    target.run(new byte[0]);
    Random random = new Random(input.length);
    for (int i = 0; i < VARIATIONS && input.length > 0; i++) {
      byte[] varied = input.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        varied[random.nextInt(varied.length)] = (byte) random.nextInt(256);
      }
      target.run(varied);
    }
  }
}
