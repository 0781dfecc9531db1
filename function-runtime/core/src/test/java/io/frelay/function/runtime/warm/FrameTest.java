package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that docs/protocol.md promises. */
class FrameTest {
  private static String hex(Frame frame) {
    return HexFormat.of().formatHex(frame.encode());
  }

  @Test
  void theBytesAreTheDocumentedOnes() {
    assertThat(hex(Frame.data(0xfffe))).isEqualTo("00fffe");
    assertThat(hex(Frame.end())).isEqualTo("010000");
    assertThat(hex(Frame.open(1, 1000))).isEqualTo("02000800000001000003e8");
    assertThat(hex(Frame.accept(258))).isEqualTo("03000400000102");
    assertThat(hex(Frame.go(258))).isEqualTo("04000400000102");
  }

  @ParameterizedTest
  @CsvSource({
    "050000,a frame of type 5",
    "ff0000,a frame of type 255",
    "000000,data of no length",
    "010001ff,a frame END of 1 bytes",
    "0300080000000100000001,a frame ACCEPT of 8 bytes"
  })
  void whatIsNoFrameIsNamed(String hex, String message) {
    FrameInput input = new FrameInput(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    assertThatThrownBy(input::next)
        .isInstanceOf(FramingException.class)
        .hasMessageEndingWith(message);
  }
}
