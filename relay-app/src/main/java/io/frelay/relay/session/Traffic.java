package io.frelay.relay.session;

import io.frelay.relay.connection.ConnectionMemory;
import io.frelay.relay.observe.RelayMeters;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a session in numbers: what has come, and what the receiver has not taken yet.
 * Counted by one thread at a time, and read by any.
 */
public final class Traffic {
  private final RelayMeters meters;
  private final ConnectionMemory receiver;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * A direction of which nothing has come.
   *
   * @param receiver memory of the receiver, which counts the bytes that it has not taken
   */
  Traffic(RelayMeters meters, ConnectionMemory receiver) {
    this.meters = meters;
    this.receiver = receiver;
  }

  /** Bytes that have come. */
  public long bytes() {
    return bytes.get();
  }

  /** So many bytes have come. */
  public void count(int length) {
    bytes.lazySet(bytes.get() + length);
    meters.forwarded(length);
  }

  /** So many late records of the outer TLS have come, and were dropped. */
  public void countLate(int records) {
    meters.droppedLateRecords(records);
  }

  /** So many bytes more, or fewer, are kept in memory for the receiver. */
  public void hold(int more) {
    receiver.buffers().add(more);
  }

  /**
   * Bytes that may well be kept for the receiver at once; see {@link
   * io.frelay.relay.memory.ByteBudget.Holding#room}.
   */
  public long room() {
    return receiver.buffers().room();
  }
}
