package io.frelay.relay.splice;

import io.frelay.relay.accept.HangUpEvents;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.memory.Buffers;
import io.frelay.relay.observe.RelayMeters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.atomic.AtomicLong;

/** One direction of a session: bytes from one connection to the other, and then their end. */
final class Direction {
  /** Bytes that Netty keeps of each write besides its buffer. */
  private static final int WRITE = 128;

  private final Channel from;
  private final Connection receiver;
  private final DuplexChannel to;
  private final RelayMeters meters;
  private final AtomicLong bytes = new AtomicLong();
  private boolean stopped;
  private boolean ended;

  Direction(Connection from, Connection to, RelayMeters meters) {
    this.from = from.channel();
    this.receiver = to;
    this.to = (DuplexChannel) to.channel();
    this.meters = meters;
  }

  /** How many bytes have come in this direction. */
  long bytes() {
    return bytes.get();
  }

  /** Counts bytes that go this way by other means; never while any are {@link #carry carried}. */
  void count(int length) {
    bytes.lazySet(bytes.get() + length); // written by one loop at a time
    meters.forwarded(length);
  }

  void carry(ByteBuf data) {
    count(data.readableBytes());
    ByteBuf fitting = Buffers.fit(to.alloc(), data);
    int held = fitting.capacity() + WRITE;
    hold(held);
    to.write(fitting).addListener(gone -> hold(-held));
    if (!to.isWritable()) {
      // The receiver's own loop will say so too, but it may be late, and this one quick.
      followWritability();
    }
  }

  /** So many bytes more, or fewer, are on their way to the receiver. From any thread. */
  void hold(int more) {
    receiver.buffers().add(more);
  }

  /** How many bytes should be on their way to the receiver at once; see there. */
  long room() {
    return receiver.buffers().room();
  }

  void flush() {
    to.flush();
  }

  /**
   * Back-pressure: reads as long as the receiver takes. From either connection's loop, but switched
   * on the sender's only: elsewhere a switch is neither at once nor in order.
   */
  void followWritability() {
    if (!from.eventLoop().inEventLoop()) {
      from.eventLoop().execute(this::followWritability);
    } else if (!stopped) {
      HangUpEvents.setAutoRead(from, to.isWritable());
    }
  }

  /** Whatever the receiver takes, nothing more is read; on the sender's loop. */
  void stopReading() {
    stopped = true;
    HangUpEvents.setAutoRead(from, false);
  }

  /** Reading follows the receiver again; on the sender's loop. */
  void resumeReading() {
    stopped = false;
    followWritability();
  }

  /** Whether the sender has ended; on its loop. */
  boolean hasEnded() {
    return ended;
  }

  /** Half-close: the end follows the last byte; on the sender's loop. */
  void end(Runnable delivered) {
    ended = true;
    to.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (flushed.isSuccess()) {
                to.shutdownOutput().addListener(ended -> delivered.run());
              } // else the connection broke, and says so itself
            });
  }
}
