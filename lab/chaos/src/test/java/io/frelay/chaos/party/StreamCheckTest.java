package io.frelay.chaos.party;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StreamCheckTest {
  private static final Content CONTENT = new Content(42);
  private final StreamCheck check = new StreamCheck();

  StreamCheckTest() {
    check.take(ByteBuffer.allocate(Long.BYTES).putLong(42).array(), 0, Long.BYTES);
  }

  private void take(Content content, long position, int length) {
    byte[] bytes = new byte[length];
    content.fill(bytes, 0, length, position);
    check.take(bytes, 0, length);
  }

  @Test
  void whatIsWholeIsFoundWhole() {
    take(CONTENT, 0, 1001);
    take(CONTENT, 1001, 70_000);
    assertThat(check.received()).isEqualTo(71_009);
    assertThat(check.lost() + check.repeated() + check.garbled()).isZero();
  }

  @Test
  void lostBytesAreCounted() {
    take(CONTENT, 0, 1001);
    take(CONTENT, 1008, 100);
    assertThat(check.lost()).isEqualTo(7);
    assertThat(check.repeated() + check.garbled()).isZero();
  }

  @Test
  void repeatedBytesAreCounted() {
    take(CONTENT, 0, 1001);
    take(CONTENT, 990, 100);
    assertThat(check.repeated()).isEqualTo(11);
    assertThat(check.lost() + check.garbled()).isZero();
  }

  @Test
  void bytesOfAnotherStreamAreFound() {
    take(CONTENT, 0, 100);
    take(new Content(43), 100, 64);
    assertThat(check.garbled()).isEqualTo(64);
  }

  @Test
  void bytesThatChangedPlacesAreFound() {
    byte[] bytes = new byte[100];
    CONTENT.fill(bytes, 0, 100, 0);
    byte first = bytes[40];
    bytes[40] = bytes[41];
    bytes[41] = first;
    check.take(bytes, 0, 100);
    assertThat(check.garbled()).isEqualTo(60);
  }

  @Test
  void aWrongByteAtTheVeryEndIsFound() {
    byte[] bytes = new byte[100];
    CONTENT.fill(bytes, 0, 100, 0);
    bytes[99] ^= 1;
    check.take(bytes, 0, 100);
    assertThat(check.garbled()).isEqualTo(1);
  }
}
