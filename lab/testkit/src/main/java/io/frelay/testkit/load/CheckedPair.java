package io.frelay.testkit.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Random;

/**
 * Two parties that stay joined and now and then talk; every byte is compared with what was sent.
 * Each pair sends noise from a place of its own, so that bytes of another session, or of another
 * position, do not pass. Confined to one event loop.
 */
final class CheckedPair implements RelayParty.Events {
  /** The longest that is sent at once. */
  static final int LONGEST = 64 << 10;

  private static final int PERIOD = 1 << 20;

  /** Begins anew after {@link #PERIOD}. */
  private static final ByteBuf NOISE = Unpooled.unreleasableBuffer(noise());

  /** Begins as a TLS record does: a relay may recognise by it that the outer TLS is over. */
  private static final ByteBuf HELLO =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte(22).asReadOnly());

  /** Owner of the pair. */
  interface Owner {
    /** Joined, and a byte went each way. */
    void up(CheckedPair pair);

    /** Called when the exchange begun by {@link #talk} is complete. */
    void talked(CheckedPair pair, int bytes, long nanos);

    /** After {@link #leave}: the other party has seen the end. */
    void left(CheckedPair pair);

    /** It ended by itself, or brought other bytes than were sent; at most once, and the last. */
    void broken(CheckedPair pair, Throwable cause);
  }

  private enum State {
    COMING,
    IDLE,
    TALKING,
    LEAVING,
    OVER
  }

  private final LoadPair.Meeting meeting;
  private final Owner owner;
  private RelayParty first;
  private RelayParty second;
  private State state = State.COMING;
  private ByteBuf expected = HELLO.slice(); // what is still to come, to whoever's turn it is
  private ByteBuf answer = HELLO.slice();
  private int position;
  private int bytes;
  private long begun;

  /**
   * @param place where in the noise its bytes begin
   */
  CheckedPair(LoadPair.Meeting meeting, Owner owner, int place) {
    this.meeting = meeting;
    this.owner = owner;
    this.position = Math.floorMod(place, PERIOD);
  }

  void start() {
    first = meeting.first(this);
  }

  boolean isIdle() {
    return state == State.IDLE;
  }

  /** Duration of the present action in nanoseconds; 0 if there is none. */
  long busyNanos() {
    return state == State.TALKING || state == State.LEAVING ? System.nanoTime() - begun : 0;
  }

  /**
   * Sends {@code out} bytes from the first to the second party and, when they have arrived, {@code
   * back} bytes back. Only when idle.
   */
  void talk(int out, int back) {
    state = State.TALKING;
    begun = System.nanoTime();
    bytes = out + back;
    expected = next(out);
    answer = next(back);
    first.send(expected.retainedSlice());
  }

  private ByteBuf next(int length) {
    ByteBuf piece = NOISE.slice(position, length);
    position = (position + length) % PERIOD;
    return piece;
  }

  /** Closes the first party's connection. Only when idle. */
  void leave() {
    state = State.LEAVING;
    begun = System.nanoTime();
    first.close();
  }

  @Override
  public void requested(RelayParty party) {
    if (party == first && second == null && state == State.COMING) {
      second = meeting.second(this);
    }
  }

  @Override
  public void joined(RelayParty party) {
    if (party == first) {
      first.send(expected.retainedSlice());
    }
  }

  @Override
  public void received(RelayParty party, ByteBuf came) {
    int length = came.readableBytes();
    boolean due = (party == second) == (answer != null) && length <= expected.readableBytes();
    if (!due || !came.equals(expected.readSlice(length))) {
      ended(party, new IOException("other bytes than were sent"));
    } else if (!expected.isReadable()) {
      turn();
    }
  }

  private void turn() {
    if (answer != null) {
      expected = answer;
      answer = null;
      second.send(expected.retainedSlice());
      return;
    }
    expected = Unpooled.EMPTY_BUFFER;
    boolean isNew = state == State.COMING;
    state = State.IDLE;
    if (isNew) {
      owner.up(this);
    } else {
      owner.talked(this, bytes, System.nanoTime() - begun);
    }
  }

  @Override
  public void ended(RelayParty party, Throwable cause) {
    if (state == State.LEAVING && party == second) {
      state = State.OVER;
      owner.left(this);
    } else if (state != State.OVER) {
      state = State.OVER;
      close();
      owner.broken(this, cause);
    }
  }

  /** Ends it whatever it does. */
  void close() {
    state = State.OVER;
    first.close();
    if (second != null) {
      second.close();
    }
  }

  private static ByteBuf noise() {
    byte[] period = new byte[PERIOD];
    new Random(1).nextBytes(period);
    return Unpooled.directBuffer(PERIOD + LONGEST)
        .writeBytes(period)
        .writeBytes(period, 0, LONGEST)
        .asReadOnly();
  }
}
