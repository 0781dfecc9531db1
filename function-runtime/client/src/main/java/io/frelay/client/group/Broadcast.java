package io.frelay.client.group;

/**
 * The steps of a broadcast: whole to each, or a block to each, which they pass on to the others.
 */
final class Broadcast {
  private Broadcast() {}

  /** At the root. */
  static byte[] send(Operation call, byte[] value) throws GroupException, InterruptedException {
    int members = call.members();
    boolean inBlocks = Algorithm.isInBlocks(members, value.length);
    Outgoing[] out = new Outgoing[members];
    for (int i = 0; i < members - 1; i++) {
      int rank = i < call.self() ? i : i + 1;
      out[rank] =
          inBlocks ? Block.of(i, members - 1, value.length, 1).of(value) : Outgoing.whole(value);
    }
    call.step(out, Intake.NOTHING);
    return value;
  }

  /** Elsewhere. */
  static byte[] receive(Operation call, int root) throws GroupException, InterruptedException {
    int members = call.members();
    Collect first = Collect.any(members, call.self(), root, call.most());
    call.step(new Outgoing[members], first);
    byte[] block = first.value(root);
    return block.length == first.total(root)
        ? block
        : exchanged(call, root, block, new byte[first.total(root)]);
  }

  private static byte[] exchanged(Operation call, int root, byte[] block, byte[] whole)
      throws GroupException, InterruptedException {
    int members = call.members();
    Outgoing[] out = new Outgoing[members];
    Collect rest = Collect.none(members);
    for (int i = 0; i < members - 1; i++) {
      int rank = i < root ? i : i + 1;
      Block part = Block.of(i, members - 1, whole.length, 1);
      if (rank == call.self()) {
        call.require(part.size() == block.length, root, "another block than the one due");
        System.arraycopy(block, 0, whole, part.from(), part.size());
      } else {
        rest.expect(rank, whole, part.from(), part.to());
        out[rank] = Outgoing.whole(block);
      }
    }
    call.step(out, rest);
    return whole;
  }
}
