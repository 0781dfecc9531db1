package io.frelay.adm.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "it's", "$HOME `id` $(id)", "\"", "\\", "*", "~", "a\nb", ";"})
  void aShellReadsItBack(String text) throws Exception {
    String print = "printf %s " + ShellWord.of(text);
    assertThat(ExternalPrograms.run(Path.of("."), List.of("sh", "-euc", print)).out())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"certs/user1/0/bundle", "RELAY_CA=certs/x", "file:///a", "--name", "a@b%+,"})
  void whatIsPlainStaysPlain(String text) {
    assertThat(ShellWord.of(text)).isEqualTo(text);
  }
}
