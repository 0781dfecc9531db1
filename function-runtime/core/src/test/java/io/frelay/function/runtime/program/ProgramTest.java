package io.frelay.function.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  private static Program program(String file, String... variables) {
    return new Program(List.of(file), Set.of(variables), false, false);
  }

  /** Whatever is not known to be none may be a secret. */
  @Test
  void onlyNamedVariablesAreGiven() {
    Map<String, String> own =
        Map.of(
            "PATH", "/bin",
            "LANG", "C.UTF-8",
            "PARTY_KEY", "secret",
            "RELAY_KEY_FILE", "/secret",
            "FRELAY_BUNDLE", "secret",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "OMP_NUM_THREADS", "2");
    assertThat(program("x").environment(own)).containsOnlyKeys("PATH", "LANG");
    assertThat(program("x", "OMP_NUM_THREADS").environment(own))
        .containsOnlyKeys("PATH", "LANG", "OMP_NUM_THREADS");
  }

  @Test
  void faultsOfTheSettingsAreFoundAtTheStart() {
    assertThat(program("sh").problems()).isEmpty();
    assertThat(program("/bin/sh", "OMP_NUM_THREADS").problems()).isEmpty();
    assertThat(program("./nothing").problems()).singleElement().asString().contains("./nothing");
    assertThat(program("/bin").problems()).singleElement().asString().contains("no file");
    assertThat(program("no-such-program").problems()).singleElement().asString().contains("PATH");
    assertThat(program("sh", "PARTY_KEY", "RELAY_KEY_FILE", "FRELAY_BUNDLE").problems()).hasSize(3);
  }

  @Test
  void aLineIsCutAtItsLongest() throws IOException {
    List<String> lines = new ArrayList<>();
    byte[] last =
        Lines.read(
            new ByteArrayInputStream("one\n\nthree\nlast".getBytes(StandardCharsets.UTF_8)),
            4,
            (line, isCut) -> lines.add(new String(line, StandardCharsets.UTF_8) + isCut));
    assertThat(lines).containsExactly("onefalse", "false", "thretrue");
    assertThat(last).asString().isEqualTo("last");
  }

  /** A shell around a program that hangs: it has the stdin that is being written to. */
  @Test
  @Timeout(60)
  void oneWhoseChildDoesNotReadIsKilledAtOnce(@TempDir Path folder) throws Exception {
    Path started = folder.resolve("started");
    String script = "(: > '%s'; sleep 100); true".formatted(started);
    RunningProgram running =
        RunningProgram.start(
            List.of("sh", "-c", script), Map.of("PATH", System.getenv("PATH")), new byte[1 << 20]);
    while (!Files.exists(started)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    running.close();
    assertThatThrownBy(running::answer).hasMessageContaining("signal 9");
  }
}
