package io.frelay.client.group;

/**
 * Number of steps of an operation: the one place where that is decided.
 *
 * <p>All pairs are connected, so one step reaches everybody. A tree, a ring or recursive doubling
 * take more steps; they would save messages, not time (the figures are in {@code docs/groups.md}),
 * and the reduction's order would depend on them. So there are two ways only:
 *
 * <ul>
 *   <li>direct, in one step: everybody sends the whole value to whoever needs it. n - 1 values go
 *       over the busiest member's line;
 *   <li>in blocks, in two steps: each member first has one n-th of the value to do with. About 2
 *       values go over every member's line.
 * </ul>
 *
 * <p>The second step costs half a round trip more, 10 to 40 ms between regions. In that time a
 * session carries some hundred KiB. So blocks pay off when they save more than that. The saving
 * that is worth a step was measured ({@code lab bench group}): 100 to 900 KiB at a round trip of 1
 * ms, 400 KiB to 3 MiB at 20 and 80 ms.
 */
final class Algorithm {
  /** Bytes that take about as long as one step. */
  private static final int STEP_BYTES = 512 << 10;

  private Algorithm() {}

  /** Returns whether a value of so many bytes goes in blocks among so many members. */
  static boolean isInBlocks(int members, long bytes) {
    return (members - 2) * bytes > STEP_BYTES;
  }

  /**
   * Returns whether a scan goes along a chain, each member passing the prefix on piece by piece: n
   * - 1 steps, but one value over each line. Else everybody sends to all behind it.
   */
  static boolean isChain(int members, long bytes) {
    return members > 2 && bytes > STEP_BYTES;
  }
}
