package io.frelay.client.group;

/** Input of one step of an operation. Used by one thread. */
interface Intake {
  /** Input of a step that takes nothing. */
  Intake NOTHING =
      new Intake() {
        @Override
        public boolean wants(int rank) {
          return false;
        }

        @Override
        public void take(int rank, GroupFrame.Data data) {
          throw new IllegalStateException("not wanted");
        }

        @Override
        public boolean isComplete() {
          return true;
        }
      };

  /** Returns whether a member's next piece can be used now. */
  boolean wants(int rank);

  /**
   * Uses a piece.
   *
   * @throws IllegalArgumentException if the member should not have sent it
   */
  void take(int rank, GroupFrame.Data data);

  boolean isComplete();
}
