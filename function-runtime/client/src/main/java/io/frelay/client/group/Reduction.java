package io.frelay.client.group;

import java.util.stream.IntStream;

/**
 * The steps of reductions and scans.
 *
 * @param own this member's value
 */
record Reduction<A>(Operation call, byte[] own, Operator<A> operator) {
  /** Returns the reduction at the root, and elsewhere nothing of use. */
  byte[] toRoot(int root) throws GroupException, InterruptedException {
    byte[] result = new byte[own.length];
    Outgoing[] out = new Outgoing[call.members()];
    if (isInBlocks()) {
      reduceBlocks(result);
      collectBlocks(root, out, result);
    } else if (root == call.self()) {
      call.step(out, fold(call.members(), whole(), result));
    } else {
      out[root] = whole().of(own, operator);
      call.step(out, Intake.NOTHING);
    }
    return result;
  }

  private void collectBlocks(int root, Outgoing[] out, byte[] result)
      throws GroupException, InterruptedException {
    Collect blocks = Collect.none(call.members());
    for (int rank = 0; rank < call.members(); rank++) {
      Block block = block(rank);
      if (root == call.self() && rank != root) {
        blocks.expect(rank, result, block.from(), block.to());
      } else if (root != call.self() && rank == call.self() && block.size() > 0) {
        out[root] = block.of(result);
      }
    }
    call.step(out, blocks);
  }

  byte[] toAll() throws GroupException, InterruptedException {
    byte[] result = new byte[own.length];
    Outgoing[] out = new Outgoing[call.members()];
    if (!isInBlocks()) {
      others().forEach(rank -> out[rank] = whole().of(own, operator));
      call.step(out, fold(call.members(), whole(), result));
      return result;
    }
    reduceBlocks(result);
    Block mine = block(call.self());
    Collect blocks = Collect.none(call.members());
    others()
        .forEach(
            rank -> {
              Block theirs = block(rank);
              blocks.expect(rank, result, theirs.from(), theirs.to());
              out[rank] = mine.size() == 0 ? null : mine.of(result);
            });
    call.step(out, blocks);
    return result;
  }

  /** Sets in the result the block that is this member's to reduce. */
  private void reduceBlocks(byte[] result) throws GroupException, InterruptedException {
    Outgoing[] out = new Outgoing[call.members()];
    others().forEach(rank -> out[rank] = block(rank).of(own, operator));
    call.step(out, fold(call.members(), block(call.self()), result));
  }

  /** Returns the reduction of the ranks up to this one. */
  byte[] scan() throws GroupException, InterruptedException {
    if (Algorithm.isChain(call.members(), own.length)) {
      return passedAlong();
    }
    byte[] result = new byte[own.length];
    Outgoing[] out = new Outgoing[call.members()];
    int next = call.self() + 1;
    IntStream.range(next, call.members()).forEach(rank -> out[rank] = whole().of(own, operator));
    call.step(out, fold(next, whole(), result));
    return result;
  }

  private byte[] passedAlong() throws GroupException, InterruptedException {
    Outgoing[] out = new Outgoing[call.members()];
    int self = call.self();
    if (self == 0) {
      out[1] = whole().of(own, operator);
      call.step(out, Intake.NOTHING);
      return own;
    }
    byte[] result = new byte[own.length];
    Outgoing passedOn = whole().of(result, operator).readyTo(0);
    if (self + 1 < call.members()) {
      out[self + 1] = passedOn;
    }
    int[] order = {self - 1, self};
    call.step(out, new Fold<>(operator, order, self, own, whole(), result, passedOn::readyTo));
    return result;
  }

  private Fold<A> fold(int ranks, Block part, byte[] result) {
    int[] order = IntStream.range(0, ranks).toArray();
    return new Fold<>(operator, order, call.self(), own, part, result, position -> {});
  }

  private boolean isInBlocks() {
    return Algorithm.isInBlocks(call.members(), own.length);
  }

  private Block whole() {
    return new Block(0, own.length);
  }

  private Block block(int rank) {
    return Block.of(rank, call.members(), own.length, operator.unitBytes());
  }

  private IntStream others() {
    return IntStream.range(0, call.members()).filter(rank -> rank != call.self());
  }
}
