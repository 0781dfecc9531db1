package io.frelay.client.group;

import java.util.function.IntConsumer;

/**
 * Reduces a part of everybody's value, piece by piece, in the order of the ranks: {@code ((v0 ∘ v1)
 * ∘ v2) ...}.
 *
 * @param <A> the array
 */
final class Fold<A> implements Intake {
  private final Operator<A> operator;
  private final int[] order;
  private final int self;
  private final byte[] own;
  private final byte[] result;
  private final int to;
  private final int piece;
  private final IntConsumer progress;
  private int position;
  private int turn;
  private A sum;

  /**
   * @param order ranks to reduce, in this order
   * @param self the own one among them
   * @param own value of this member
   * @param part of the value
   * @param result array as long as the value, whose part is set
   * @param progress told up to where the result is known
   */
  Fold(
      Operator<A> operator,
      int[] order,
      int self,
      byte[] own,
      Block part,
      byte[] result,
      IntConsumer progress) {
    this.operator = operator;
    this.order = order;
    this.self = self;
    this.own = own;
    this.result = result;
    to = part.to();
    this.progress = progress;
    piece = pieceOf(operator);
    position = part.from();
    takeOwn();
  }

  /** Returns the bytes of one piece: whole units. */
  static int pieceOf(Operator<?> operator) {
    return GroupFrame.MAX_DATA - GroupFrame.MAX_DATA % operator.unitBytes();
  }

  @Override
  public boolean wants(int rank) {
    return !isComplete() && order[turn] == rank;
  }

  @Override
  public boolean isComplete() {
    return position == to;
  }

  @Override
  public void take(int rank, GroupFrame.Data data) {
    if (data.bytes().length != size()) {
      throw new IllegalArgumentException(
          "%d bytes in place of %d".formatted(data.bytes().length, size()));
    }
    add(operator.elements().decode(data.bytes()));
    takeOwn();
  }

  private int size() {
    return Math.min(piece, to - position);
  }

  /** Takes the own pieces whose turn it is. */
  private void takeOwn() {
    while (!isComplete() && order[turn] == self) {
      add(operator.elements().decode(own, position, size()));
    }
  }

  private void add(A next) {
    if (turn == 0) {
      sum = next;
    } else {
      operator.combine(sum, next);
    }
    turn++;
    if (turn == order.length) {
      byte[] done = operator.elements().encode(sum);
      System.arraycopy(done, 0, result, position, done.length);
      position += done.length;
      turn = 0;
      progress.accept(position);
    }
  }
}
