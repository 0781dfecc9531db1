package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
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

  /** Takes the next {@code count} bytes of a buffer. */
  public void append(ByteBuffer from, int count) {
    int left = count;
    while (left > 0) {
      int at = (int) ((end - first) % PIECE);
      if (end - first == (long) pieces.size() * PIECE) {
        byte[] reused = spare.pollLast();
        pieces.add(reused == null ? new byte[PIECE] : reused);
        at = 0;
      }
      int part = Math.min(left, PIECE - at);
      from.get(pieces.get(pieces.size() - 1), at, part);
      end += part;
      left -= part;
    }
  }

  /**
   * The bytes from a position on, in place: valid until they are dropped.
   *
   * @param to where the buffers that hold them are added
   */
  public void view(long position, int count, List<ByteBuffer> to) {
    requireInside(position);
    requireInside(position + count);
    long from = position;
    int left = count;
    while (left > 0) {
      int at = (int) ((from - first) % PIECE);
      int part = Math.min(left, PIECE - at);
      to.add(ByteBuffer.wrap(pieces.get((int) ((from - first) / PIECE)), at, part));
      from += part;
      left -= part;
    }
  }

  /**
   * Moves bytes from the beginning into a buffer, as many as it has room for.
   *
   * @return how many
   */
  public int read(ByteBuffer to) {
    int count = (int) Math.min(to.remaining(), end - start);
    long from = start;
    int left = count;
    while (left > 0) {
      int at = (int) ((from - first) % PIECE);
      int part = Math.min(left, PIECE - at);
      to.put(pieces.get((int) ((from - first) / PIECE)), at, part);
      from += part;
      left -= part;
    }
    dropBefore(from);
    return count;
  }

  /** Drops all before a position. */
  public void dropBefore(long position) {
    requireInside(position);
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

  private void requireInside(long position) {
    if (position < start || position > end) {
      throw new IllegalArgumentException("%d is not from %d to %d".formatted(position, start, end));
    }
  }

  private void shrink() {
    while (spare.size() > 1) {
      spare.removeLast();
    }
  }
}
