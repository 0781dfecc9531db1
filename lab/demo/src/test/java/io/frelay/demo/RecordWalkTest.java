package io.frelay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class RecordWalkTest {
  private static final int HANDSHAKE = 22;
  private static final int DATA = 23;

  @Test
  void innerTlsBeginsWithTheHandshakeBehindTheFirstData() {
    byte[] stream = records(HANDSHAKE, 10, 20, 1, DATA, 300, HANDSHAKE, 7, DATA, 0, HANDSHAKE, 4);
    for (int piece = 1; piece < 20; piece++) {
      RecordWalk walk = walk(stream, piece);
      assertThat(walk.records()).isEqualTo(6);
      assertThat(walk.bytes()).isEqualTo(stream.length);
      assertThat(walk.isOnlyTls()).isTrue();
      assertThat(walk.innerBytes()).isEqualTo(5 + 7 + 5 + 5 + 4);
    }
  }

  @Test
  void noInnerTlsWithoutASecondHandshake() {
    assertThat(walk(records(HANDSHAKE, 9, HANDSHAKE, 9, DATA, 9), 4).innerBytes()).isZero();
  }

  @Test
  void anythingElseIsNoTls() {
    assertThat(walk(records(HANDSHAKE, 3, 'G', 3), 64).isOnlyTls()).isFalse();
    byte[] cut = records(HANDSHAKE, 3);
    cut[4] = 9;
    assertThat(walk(cut, 64).isOnlyTls()).as("ends inside a record").isFalse();
  }

  private static RecordWalk walk(byte[] stream, int piece) {
    RecordWalk walk = new RecordWalk();
    for (int at = 0; at < stream.length; at += piece) {
      walk.accept(stream, at, Math.min(piece, stream.length - at));
    }
    return walk;
  }

  /** Records of these types and lengths. */
  private static byte[] records(int... typesAndLengths) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < typesAndLengths.length; i += 2) {
      int length = typesAndLengths[i + 1];
      out.write(typesAndLengths[i]);
      out.write(3);
      out.write(3);
      out.write(length >> 8);
      out.write(length);
      out.writeBytes(new byte[length]);
    }
    return out.toByteArray();
  }
}
