package io.frelay.client.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Bytes of a stream between two positions: appended at the end, dropped at the beginning, read from
 * anywhere between. It keeps its memory for reuse until it is empty. Not safe for use by several
 * threads.
 */
public final class ByteQueue {
  private static final int PIECE = 32 << 10;

  private final List<byte[]> pieces = new ArrayList<>();
  private final Deque<byte[]> spare = new ArrayDeque<>();
  private long first; // position of the first byte of the first piece
  private long start;
  private long end;

  /** Position of the first byte in it. */
  public long start() {
    return start;
  }

  /** Position behind the last one. */
  public long end() {
    return end;
  }

  public boolean isEmpty() {
    return start == end;
  }

  public void append(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      int at = (int) ((end - first) % PIECE);
      if (end - first == (long) pieces.size() * PIECE) {
        byte[] reused = spare.pollLast();
        pieces.add(reused == null ? new byte[PIECE] : reused);
        at = 0;
      }
      int count = Math.min(left, PIECE - at);
      System.arraycopy(bytes, from, pieces.get(pieces.size() - 1), at, count);
      end += count;
      from += count;
      left -= count;
    }
  }

  /**
   * Copies from a position on.
   *
   * @return how many bytes: at most {@code length}, and what there is in one piece
   */
  public int copy(long position, byte[] to, int offset, int length) {
    if (position < start || position > end) {
      throw new IllegalArgumentException("%d is not from %d to %d".formatted(position, start, end));
    }
    if (position == end) {
      return 0;
    }
    int index = (int) ((position - first) / PIECE);
    int at = (int) ((position - first) % PIECE);
    int count = (int) Math.min(Math.min(length, PIECE - at), end - position);
    System.arraycopy(pieces.get(index), at, to, offset, count);
    return count;
  }

  /** Drops all before a position. */
  public void dropBefore(long position) {
    if (position < start || position > end) {
      throw new IllegalArgumentException("%d is not from %d to %d".formatted(position, start, end));
    }
    start = position;
    int gone = (int) ((start - first) / PIECE);
    if (gone > 0) {
      spare.addAll(pieces.subList(0, gone));
      pieces.subList(0, gone).clear();
      first += (long) gone * PIECE;
    }
    if (isEmpty()) {
      shrink();
    }
  }

  private void shrink() {
    while (spare.size() > 1) {
      spare.removeLast();
    }
  }
}
