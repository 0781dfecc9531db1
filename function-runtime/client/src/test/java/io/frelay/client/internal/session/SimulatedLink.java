package io.frelay.client.internal.session;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One end of a simulated connection: bytes come in order, in any pieces, until they do not. */
final class SimulatedLink {
  private final Pipe in;
  private final Pipe out;
  private ByteBuffer received = ByteBuffer.allocate(0);
  boolean mute;

  private SimulatedLink(Pipe in, Pipe out) {
    this.in = in;
    this.out = out;
  }

  /** The two ends of a connection. */
  static SimulatedLink[] connect(RandomGenerator random) {
    Pipe there = new Pipe(random);
    Pipe back = new Pipe(random);
    return new SimulatedLink[] {new SimulatedLink(back, there), new SimulatedLink(there, back)};
  }

  /** Returns whether a send would not block. */
  boolean hasRoom() {
    return out.length() < out.capacity;
  }

  void send(ByteBuffer bytes) {
    mute |= !out.put(bytes);
  }

  /**
   * The next bytes; what was not taken of the last ones first.
   *
   * @return null at the connection's orderly end
   */
  ByteBuffer receive() throws IOException {
    if (received == null || !received.hasRemaining()) {
      received = in.get();
    }
    return received;
  }

  /** Loses what is in flight behind some byte. Both ends may or may not be told. */
  void cutOut() {
    out.cut();
  }

  void cutIn() {
    in.cut();
  }

  /** This end is done with it, in no good order. */
  void drop() {
    cutOut();
    cutIn();
  }

  /** This end leaves in good order: close_notify. */
  void end() {
    out.closed |= !out.cut;
  }

  /** Returns whether a ping over it would come back. */
  boolean isWhole() {
    return !in.cut && !out.cut;
  }

  /** All that is in flight arrives at once, and a send never blocks long. */
  void hurry() {
    in.hurried = true;
    out.hurried = true;
  }

  private static final class Pipe {
    private final RandomGenerator random;
    private final int capacity;
    private byte[] bytes = new byte[256];
    private int head;
    private int tail;
    private boolean closed;
    private boolean cut;
    private boolean silent;
    private boolean hurried;

    Pipe(RandomGenerator random) {
      this.random = random;
      capacity = 1 + random.nextInt(random.nextBoolean() ? 100 : 100_000);
    }

    int length() {
      return tail - head;
    }

    /** Returns false if the sender is told that it goes nowhere. */
    boolean put(ByteBuffer from) {
      int length = from.remaining();
      if (cut) {
        return random.nextInt(3) > 0;
      }
      if (head > 0) {
        System.arraycopy(bytes, head, bytes, 0, length());
        tail -= head;
        head = 0;
      }
      if (tail + length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, tail + length));
      }
      from.get(bytes, tail, length);
      tail += length;
      return true;
    }

    void cut() {
      if (!cut) {
        cut = true;
        silent = random.nextBoolean();
        int arrives = random.nextInt(length() + 1);
        closed &= arrives == length();
        tail = head + arrives;
      }
    }

    ByteBuffer get() throws IOException {
      if (length() == 0 && closed) {
        return null;
      }
      if (length() == 0 && cut && !silent) {
        throw new IOException("reset");
      }
      if (length() == 0 || (!hurried && random.nextInt(8) == 0)) {
        throw new SocketTimeoutException();
      }
      int count = hurried || random.nextBoolean() ? length() : 1 + random.nextInt(length());
      head += count;
      return ByteBuffer.wrap(Arrays.copyOfRange(bytes, head - count, head));
    }
  }
}
