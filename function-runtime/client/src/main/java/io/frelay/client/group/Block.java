package io.frelay.client.group;

/**
 * Part of a value.
 *
 * @param from position of its first byte
 * @param to position behind its last
 */
record Block(int from, int to) {
  /** Returns one of {@code count} blocks of whole units, as equal as they can be. */
  static Block of(int index, int count, int bytes, int unit) {
    return new Block(start(index, count, bytes, unit), start(index + 1, count, bytes, unit));
  }

  private static int start(int index, int count, int bytes, int unit) {
    return (int) ((long) (bytes / unit) * index / count) * unit;
  }

  int size() {
    return to - from;
  }

  /** Returns the message that carries it. */
  Outgoing of(byte[] value) {
    return new Outgoing(value, from, to, GroupFrame.MAX_DATA);
  }

  /** Returns the message whose pieces an operator can work on; null if it is empty. */
  Outgoing of(byte[] value, Operator<?> operator) {
    return size() == 0 ? null : new Outgoing(value, from, to, Fold.pieceOf(operator));
  }
}
