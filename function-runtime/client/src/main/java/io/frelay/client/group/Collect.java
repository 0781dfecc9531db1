package io.frelay.client.group;

/** Puts the messages of some members down where they belong, in whatever order they come. */
final class Collect implements Intake {
  private final byte[][] targets;
  private final int[] positions;
  private final int[] ends;
  private final int[] totals;
  private final int most;
  private int missing;

  private Collect(int members, int most) {
    targets = new byte[members][];
    positions = new int[members];
    ends = new int[members];
    totals = new int[members];
    this.most = most;
  }

  /**
   * Expects messages whose sizes their senders know.
   *
   * @param own rank, of which nothing comes
   * @param from the only other one, or -1 for all
   * @param most bytes of each
   */
  static Collect any(int members, int own, int from, int most) {
    Collect collect = new Collect(members, most);
    for (int rank = 0; rank < members; rank++) {
      if (rank != own && (from < 0 || rank == from)) {
        collect.expect(rank, null, 0, -1);
      }
    }
    return collect;
  }

  /** Begins without expecting anything; see {@link #expect}. */
  static Collect none(int members) {
    return new Collect(members, Integer.MAX_VALUE);
  }

  /** Expects a message for a part of an array. */
  Collect expect(int rank, byte[] target, int from, int to) {
    if (from == to) {
      return this; // nothing is sent
    }
    targets[rank] = target;
    positions[rank] = from;
    ends[rank] = to;
    missing++;
    return this;
  }

  @Override
  public boolean wants(int rank) {
    return positions[rank] != ends[rank];
  }

  @Override
  public void take(int rank, GroupFrame.Data data) {
    if (ends[rank] < 0) {
      if (data.length() < 0 || data.length() > data.total() || data.total() > most) {
        throw new IllegalArgumentException(
            "a value of %d bytes; the most is %d".formatted(data.total(), most));
      }
      totals[rank] = data.total();
      targets[rank] = new byte[data.length()];
      ends[rank] = data.length();
    }
    int size = data.bytes().length;
    if (data.length() < size || size > ends[rank] - positions[rank]) {
      throw new IllegalArgumentException("more bytes than it announced");
    }
    System.arraycopy(data.bytes(), 0, targets[rank], positions[rank], size);
    positions[rank] += size;
    if (positions[rank] == ends[rank]) {
      missing--;
    } else if (size == 0) {
      throw new IllegalArgumentException("an empty piece");
    }
  }

  @Override
  public boolean isComplete() {
    return missing == 0;
  }

  /** Returns the size of the value that a member's message is part of. */
  int total(int rank) {
    return totals[rank];
  }

  /** Returns what a member has sent. */
  byte[] value(int rank) {
    return targets[rank];
  }
}
