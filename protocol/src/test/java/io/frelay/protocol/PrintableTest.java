package io.frelay.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource({
    "' a~', ' a~'",
    "'a\n\u001b[2Jb', a??[2Jb",
    "'gr\u00fcn \u007f', 'gr?n ?'",
    "'\ud83d\ude00', ??",
    "'', ''"
  })
  void whatSteersATerminalIsReplaced(String text, String shown) {
    assertThat(Printable.of(text)).isEqualTo(shown);
    assertThat(Printable.is(shown)).isTrue();
    assertThat(Printable.is(text)).isEqualTo(text.equals(shown));
  }
}
