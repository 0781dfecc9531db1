package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Decides what is sent over the connection, and in which order. */
final class OutputQueue {
  private final SendSide sending;
  private final ReceiveSide receiving;
  private final Queue<Frame> due = new ArrayDeque<>();
  private final Burst burst = new Burst();
  private boolean ackDue;
  private long pings;

  OutputQueue(SendSide sending, ReceiveSide receiving) {
    this.sending = sending;
    this.receiving = receiving;
  }

  /** Nothing of what was to be said is of use any more. */
  void clear() {
    due.clear();
  }

  /** To go out before the stream. */
  void add(Frame frame) {
    due.add(frame);
  }

  void ping() {
    due.add(new Frame.Ping(pings++));
  }

  /** Answers a ping; one answer is enough for several. */
  void pong(Frame.Ping ping) {
    due.removeIf(Frame.Pong.class::isInstance);
    due.add(new Frame.Pong(ping.id()));
  }

  /** Confirms what has been taken, however little. */
  void confirm() {
    ackDue = true;
  }

  /** The application has written so many bytes. */
  void written(int count, ClockReading now) {
    burst.written(count, now);
  }

  /** Returns whether bytes wait for more of a burst, so as to fill a frame. */
  boolean isHolding() {
    long rest = sending.untransmitted();
    return rest > 0 && rest < SessionEngine.FULL_FRAME && burst.isOn() && !sending.isEnded();
  }

  /** Lets go what waits for more. */
  void flush() {
    burst.end();
  }

  /** The same, if nothing more came for long enough. */
  void flush(ClockReading now) {
    if (burst.isPaused(now)) {
      burst.end();
    }
  }

  /** Returns whether there is something besides the stream and what belongs to it. */
  boolean hasFrames() {
    return !due.isEmpty();
  }

  /** Returns whether there is something of the stream, or to be said about the peer's. */
  boolean hasStream() {
    return receiving.isAckUrgent()
        || (ackDue && receiving.isAckDue())
        || (sending.untransmitted() > 0 && !isHolding())
        || sending.isEndDue();
  }

  /**
   * The next that goes out together.
   *
   * @param most bytes of the stream
   * @param streams whether anything of the stream may go
   */
  Output next(int most, boolean streams) {
    List<ByteBuffer> bytes = new ArrayList<>();
    due.forEach(frame -> add(frame, bytes));
    due.clear();
    if (!streams) {
      return new Output(bytes, 0, false);
    }
    if (ackDue || receiving.isAckUrgent()) {
      ackDue = false;
      receiving.ack().ifPresent(ack -> add(ack, bytes));
    }
    long waiting = isHolding() ? 0 : sending.untransmitted();
    int count = (int) Math.min(Math.min(most, SessionEngine.FULL_FRAME), waiting);
    if (count > 0) {
      add(new Frame.Data(count), bytes);
      sending.view(count, bytes);
    }
    sending.endToTransmit(count).ifPresent(end -> add(end, bytes));
    return new Output(bytes, count, false);
  }

  private static void add(Frame frame, List<ByteBuffer> bytes) {
    bytes.add(ByteBuffer.wrap(frame.encode()));
  }
}
