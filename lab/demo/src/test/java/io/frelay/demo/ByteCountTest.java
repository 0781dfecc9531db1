package io.frelay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteCountTest {
  private final ByteCount count = new ByteCount();

  @Test
  void unitsAreOf1024() {
    assertThat(count.convert("1000")).isEqualTo(1000);
    assertThat(count.convert("3k")).isEqualTo(3 << 10);
    assertThat(count.convert("8M")).isEqualTo(8 << 20);
    assertThat(count.convert("64GiB")).isEqualTo(64L << 30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "8x", "1.5m", "65g", "9999999999999g", "m"})
  void theRestIsRefused(String text) {
    assertThatThrownBy(() -> count.convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
