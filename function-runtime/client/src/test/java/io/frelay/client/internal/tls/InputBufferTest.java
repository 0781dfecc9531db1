package io.frelay.client.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class InputBufferTest {
  /** Always has more, gives three bytes at a time, and fails every second time. */
  private static final class Faltering extends InputStream {
    private int reads;
    private int next;

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (reads++ % 2 == 1) {
        throw new SocketTimeoutException("not yet");
      }
      for (int i = 0; i < 3; i++) {
        bytes[offset + i] = (byte) next++;
      }
      return 3;
    }

    @Override
    public int available() {
      return 1;
    }
  }

  @Test
  void aTimeoutLosesNoByte() throws Exception {
    InputBuffer buffer = new InputBuffer(new Faltering(), 16);
    byte[] read = new byte[10];
    assertThat(buffer.read(read, 0, 10)).isEqualTo(3);
    assertThatThrownBy(() -> buffer.read(read, 3, 7)).isInstanceOf(SocketTimeoutException.class);
    assertThat(buffer.read(read, 3, 1)).isEqualTo(1);
    assertThat(buffer.available()).isEqualTo(3);
    assertThat(buffer.read(read, 4, 6)).isEqualTo(2);
    assertThat(read).startsWith(0, 1, 2, 3, 4, 5);
  }

  @Test
  void theEndStaysTheEnd() throws Exception {
    InputBuffer buffer = new InputBuffer(InputStream.nullInputStream(), 16);
    assertThat(buffer.read()).isEqualTo(-1);
    assertThat(buffer.read(new byte[4], 0, 4)).isEqualTo(-1);
    assertThat(buffer.read(new byte[4], 0, 0)).isZero();
  }
}
