package io.frelay.function.runtime.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of a program's output, of which no more than so many bytes each are read. */
final class Lines {
  private static final int PIECE = 8192;

  private final int longest;
  private final Taker taker;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean isCut;

  /** Takes lines, without their ends; one that is too long as soon as that is known, cut. */
  interface Taker {
    void take(byte[] line, boolean isCut);
  }

  private Lines(int longest, Taker taker) {
    this.longest = longest;
    this.taker = taker;
  }

  /**
   * Reads to the end.
   *
   * @return what comes after the last line, perhaps nothing
   */
  static byte[] read(InputStream in, int longest, Taker taker) throws IOException {
    Lines lines = new Lines(longest, taker);
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      lines.add(piece, count);
    }
    return lines.line.toByteArray();
  }

  private void add(byte[] piece, int count) {
    int begin = 0;
    for (int i = 0; i < count; i++) {
      if (piece[i] == '\n') {
        keep(piece, begin, i - begin);
        end();
        begin = i + 1;
      }
    }
    keep(piece, begin, count - begin);
  }

  private void keep(byte[] piece, int begin, int count) {
    if (isCut) {
      return;
    }
    int kept = Math.min(count, longest - line.size());
    line.write(piece, begin, kept);
    if (kept < count) {
      taker.take(line.toByteArray(), true);
      line.reset();
      isCut = true;
    }
  }

  private void end() {
    if (!isCut) {
      taker.take(line.toByteArray(), false);
      line.reset();
    }
    isCut = false;
  }
}
