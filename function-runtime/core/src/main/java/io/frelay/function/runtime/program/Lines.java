package io.frelay.function.runtime.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Lines of a program's output, of which no more than so many bytes each are kept. */
final class Lines {
  private static final int PIECE = 8192;

  private final int longest;
  private final Taker taker;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean isCut;

  /** Takes lines, without their ends. */
  interface Taker {
    void take(String line, boolean isCut);
  }

  private Lines(int longest, Taker taker) {
    this.longest = longest;
    this.taker = taker;
  }

  /** Reads to the end; the last line need not have one. */
  static void read(InputStream in, int longest, Taker taker) throws IOException {
    Lines lines = new Lines(longest, taker);
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      for (int i = 0; i < count; i++) {
        lines.add(piece[i]);
      }
    }
    if (lines.line.size() > 0) {
      lines.end();
    }
  }

  private void add(byte one) {
    if (one == '\n') {
      end();
    } else if (line.size() < longest) {
      line.write(one);
    } else {
      isCut = true;
    }
  }

  private void end() {
    taker.take(line.toString(StandardCharsets.UTF_8), isCut);
    line.reset();
    isCut = false;
  }
}
