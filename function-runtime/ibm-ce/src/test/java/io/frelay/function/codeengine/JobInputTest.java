package io.frelay.function.codeengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobInputTest {
  @TempDir Path folder;

  private Map<String, String> file(String name) {
    return Map.of("FRELAY_INPUT", " ", "FRELAY_INPUT_FILE", folder + "/" + name, "JOB_INDEX", "2");
  }

  @Test
  void theVariableGoesFirst() throws Exception {
    Map<String, String> both = Map.of("FRELAY_INPUT", "{}", "FRELAY_INPUT_FILE", "/none");
    assertThat(JobInput.of(both)).asString().isEqualTo("{}");
  }

  @Test
  void eachIndexHasAFileOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("2.json"), "{\"a\":1}");
    assertThat(JobInput.of(file("{JOB_INDEX}.json"))).asString().isEqualTo("{\"a\":1}");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> JobInput.of(Map.of()))
        .hasMessage("a job's input is missing: set FRELAY_INPUT, or FRELAY_INPUT_FILE");
    assertThatThrownBy(() -> JobInput.of(file("{NONE}")))
        .hasMessage("FRELAY_INPUT_FILE contains {NONE}, but NONE is not set");
    assertThatThrownBy(() -> JobInput.of(file("none{JOB_INDEX}")))
        .hasMessage(
            "FRELAY_INPUT_FILE: %s/none2 cannot be read (NoSuchFileException)".formatted(folder));
  }
}
