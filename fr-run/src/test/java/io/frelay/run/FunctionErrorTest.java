package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FunctionErrorTest {
  private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

  @Test
  void everyCodeOfTheTableIsKnown() throws Exception {
    String page = Files.readString(Path.of("../docs/functions.md"));
    int start = page.indexOf("| code | HTTP status | meaning |");
    List<String> codes = new ArrayList<>();
    for (String line : page.substring(start, page.indexOf("\n\n", start)).lines().toList()) {
      String cell = line.substring(0, line.indexOf('|', 1));
      CODE.matcher(cell).results().forEach(each -> codes.add(each.group(1)));
    }
    assertThat(codes).hasSizeGreaterThan(20).allMatch(FunctionError::isKnown);
  }

  @Test
  void onlyAnErrorOfAFunctionIsOne() {
    assertThat(FunctionError.in("<html>")).isEmpty();
    assertThat(FunctionError.in("{\"error\":\"no\"}")).isEmpty();
    assertThat(FunctionError.in("{\"error\":{\"message\":\"no code\"}}")).isEmpty();
    assertThat(FunctionError.in("{\"a\":[{}],\"error\":{\"code\":\"new_one\"},\"b\":1}"))
        .hasValueSatisfying(failure -> assertThat(failure.outlook().exitCode()).isOne());
  }
}
