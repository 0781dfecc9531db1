package io.frelay.demo;

import java.util.Arrays;
import java.util.List;

/**
 * Counts how often each of some byte patterns occurs in a stream, across all borders of the pieces
 * it comes in. For one thread.
 *
 * <p>Wu and Manber's search: two bytes at the end of a window as long as the shortest pattern tell
 * how far the window may move on, so most bytes of a long stream are never looked at.
 */
final class StreamSearch {
  private static final int BLOCK = 2;

  private final byte[][] patterns;
  private final int window;
  private final int longest;
  private final byte[] shift = new byte[1 << 16];
  private final long[] found;
  private byte[] tail = {};

  /**
   * @throws IllegalArgumentException if there is no pattern or one is shorter than two bytes
   */
  StreamSearch(List<byte[]> patterns) {
    this.patterns = patterns.toArray(byte[][]::new);
    this.found = new long[patterns.size()];
    this.window = patterns.stream().mapToInt(each -> each.length).min().orElse(0);
    this.longest = patterns.stream().mapToInt(each -> each.length).max().orElse(0);
    if (window < BLOCK) {
      throw new IllegalArgumentException("a pattern needs at least " + BLOCK + " bytes");
    }
    fillShifts();
  }

  private void fillShifts() {
    int furthest = Math.min(window - BLOCK + 1, Byte.MAX_VALUE);
    Arrays.fill(shift, (byte) furthest);
    for (byte[] pattern : patterns) {
      for (int end = BLOCK; end <= window; end++) {
        int block = block(pattern, end);
        shift[block] = (byte) Math.min(shift[block], window - end);
      }
    }
  }

  /** The next bytes of the stream. */
  void accept(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    byte[] edge = Arrays.copyOf(tail, tail.length + Math.min(length, longest - 1));
    System.arraycopy(bytes, offset, edge, tail.length, edge.length - tail.length);
    // First matches that begin in earlier pieces and end in this one; then those within this one.
    scan(edge, 0, edge.length, tail.length);
    scan(bytes, offset, offset + length, offset + length);
    if (length < longest - 1) {
      tail = Arrays.copyOfRange(edge, Math.max(0, edge.length - longest + 1), edge.length);
    } else {
      tail = Arrays.copyOfRange(bytes, offset + length - longest + 1, offset + length);
    }
  }

  /** Counts what begins before {@code border} and, unless that is {@code to}, ends behind it. */
  private void scan(byte[] bytes, int from, int to, int border) {
    int end = from + window;
    while (end <= to && end - window < border) {
      int step = shift[block(bytes, end)];
      if (step == 0) {
        match(bytes, end - window, to, border == to ? from : border);
        step = 1;
      }
      end += step;
    }
  }

  private void match(byte[] bytes, int start, int to, int endsBehind) {
    for (int i = 0; i < patterns.length; i++) {
      byte[] pattern = patterns[i];
      int end = start + pattern.length;
      if (end <= to
          && end > endsBehind
          && Arrays.equals(pattern, 0, pattern.length, bytes, start, end)) {
        found[i]++;
      }
    }
  }

  private static int block(byte[] bytes, int end) {
    return ((bytes[end - 2] & 0xff) << 8) | (bytes[end - 1] & 0xff);
  }

  /** Number of occurrences so far of the pattern at this index. */
  long found(int pattern) {
    return found[pattern];
  }
}
