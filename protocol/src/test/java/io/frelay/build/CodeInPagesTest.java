package io.frelay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages show as code is compiled, and run, as a part of a test. */
class CodeInPagesTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private static final List<String> FOLDERS =
      List.of(
          "examples/handlers/src/test",
          "function-runtime/test/src/test",
          "lab/trials/ibm-ce/src/test",
          "lab/kotlin/src");

  private static final Pattern CODE = Pattern.compile("(?s)```(?:java|kotlin)\n(.*?)```");

  @ParameterizedTest
  @CsvSource({
    "docs/testing.md, @|class|try",
    "docs/client.md, @|try",
    "docs/functions.md, package",
    "docs/kotlin.md, package"
  })
  void isThatOfATest(String page, String beginning) throws Exception {
    String tests = code(tests());
    List<String> blocks =
        CODE.matcher(Files.readString(PROJECT.resolve(page)))
            .results()
            .map(block -> code(block.group(1)))
            .filter(block -> Pattern.compile(beginning).matcher(block).lookingAt())
            .toList();
    assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(tests).contains(block));
  }

  /** Without indentation, which differs. */
  private static String code(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java") || file.toString().endsWith(".kt");
  }

  private static String tests() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(folder))) {
        for (Path file : files.filter(CodeInPagesTest::isSource).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }
}
