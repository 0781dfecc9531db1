package io.frelay.client.session;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One end of a simulated connection: bytes come in order, in any pieces, until they do not. */
final class SimulatedLink {
  private final Pipe in;
  private final Pipe out;
  final FrameReader frames;
  int known; // bytes of the current data frame that are here already
  boolean mute;

  private SimulatedLink(Pipe in, Pipe out) {
    this.in = in;
    this.out = out;
    frames = new FrameReader(in);
  }

  /** The two ends of a connection. */
  static SimulatedLink[] connect(RandomGenerator random) {
    Pipe there = new Pipe(random);
    Pipe back = new Pipe(random);
    return new SimulatedLink[] {new SimulatedLink(back, there), new SimulatedLink(there, back)};
  }

  /** Whether a send would not block. */
  boolean hasRoom() {
    return out.length() < out.capacity;
  }

  void send(Frame frame) {
    byte[] bytes = frame.encode();
    send(bytes, bytes.length);
  }

  void send(byte[] bytes, int length) {
    mute |= !out.put(bytes, length);
  }

  /** What is in flight is lost behind some byte, and both ends may or may not be told. */
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

  /** Whether a ping over it would come back. */
  boolean isWhole() {
    return !in.cut && !out.cut;
  }

  /** All that is in flight arrives at once, and a send never blocks long. */
  void hurry() {
    in.hurried = true;
    out.hurried = true;
  }

  private static final class Pipe extends InputStream {
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
    boolean put(byte[] from, int length) {
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
      System.arraycopy(from, 0, bytes, tail, length);
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

    @Override
    public int read() {
      throw new UnsupportedOperationException("frames are read in pieces");
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int there = Math.min(length, length());
      if (there == 0 && closed) {
        return -1;
      }
      if (there == 0 && cut && !silent) {
        throw new IOException("reset");
      }
      if (there == 0 || (!hurried && random.nextInt(8) == 0)) {
        throw new SocketTimeoutException();
      }
      int count = hurried || random.nextBoolean() ? there : 1 + random.nextInt(there);
      System.arraycopy(bytes, head, to, offset, count);
      head += count;
      return count;
    }
  }
}
