package io.frelay.client.group;

import java.util.Arrays;

/** Message to one member, part of it perhaps not known yet. Used by one thread. */
final class Outgoing {
  private final byte[] value;
  private final int from;
  private final int to;
  private final int piece;
  private int sent;
  private int ready;
  private boolean begun;

  /**
   * @param piece bytes of one frame
   */
  Outgoing(byte[] value, int from, int to, int piece) {
    this.value = value;
    this.from = from;
    this.to = to;
    this.piece = piece;
    sent = from;
    ready = to;
  }

  static Outgoing whole(byte[] value) {
    return new Outgoing(value, 0, value.length, GroupFrame.MAX_DATA);
  }

  /** Holds back what is behind a position. */
  Outgoing readyTo(int position) {
    ready = position;
    return this;
  }

  boolean isDone() {
    return begun && sent == to;
  }

  /** Returns the size of the next frame's payload; -1 if there is none to send now. */
  int next() {
    if (isDone()) {
      return -1;
    }
    int size = Math.min(piece, to - sent);
    return sent + size <= ready ? size : -1;
  }

  /** Takes the next frame. */
  GroupFrame.Data take(GroupFrame.Call call) {
    int size = next();
    begun = true;
    sent += size;
    return new GroupFrame.Data(
        call.tag(),
        call.number(),
        call.text(),
        to - from,
        value.length,
        Arrays.copyOfRange(value, sent - size, sent));
  }
}
