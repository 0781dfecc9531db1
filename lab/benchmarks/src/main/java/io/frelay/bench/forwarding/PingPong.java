package io.frelay.bench.forwarding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;

/** One message at a time: the left sends it, the right sends it back, by blocking calls. */
final class PingPong implements ForwardingLoad {
  private static final int MAX_ROUNDS = 2_000_000;

  private final ForwardedPair pair;
  private final int size;
  private final long[] nanos = new long[MAX_ROUNDS];
  private final List<Thread> threads;
  private volatile int done;
  private volatile boolean ending;
  private volatile IOException failure;

  /** Starts it over a new pair. */
  PingPong(Forwarder forwarder, int size) throws IOException {
    this.pair = forwarder.connect();
    this.size = size;
    threads =
        List.of(
            LoadThreads.start(() -> guard(this::echo)), LoadThreads.start(() -> guard(this::ask)));
  }

  private interface Loop {
    void run() throws IOException;
  }

  private void guard(Loop loop) {
    try {
      loop.run();
    } catch (IOException e) {
      if (!ending) {
        failure = e;
      }
    }
  }

  private ByteBuffer message() {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, Outlet.FILLING);
    return ByteBuffer.allocateDirect(size).put(bytes);
  }

  private void ask() throws IOException {
    ByteBuffer message = message();
    long begun = System.nanoTime();
    for (int i = 0; i < MAX_ROUNDS && !ending; i++) {
      pair.left().write(message.rewind());
      fill(pair.left(), message.clear());
      long now = System.nanoTime();
      nanos[i] = now - begun;
      begun = now;
      done = i + 1;
    }
  }

  private void echo() throws IOException {
    ByteBuffer message = message();
    while (!ending) {
      fill(pair.right(), message.clear());
      pair.right().write(message.flip());
    }
  }

  private static void fill(SocketChannel channel, ByteBuffer message) throws IOException {
    while (message.hasRemaining()) {
      if (channel.read(message) < 0) {
        throw new EOFException("the stream ended");
      }
    }
  }

  /** Durations of the round trips in microseconds, ascending. */
  double[] micros(long from, long to) {
    return Arrays.stream(nanos, (int) from, (int) to).sorted().mapToDouble(n -> n / 1e3).toArray();
  }

  @Override
  public long done() {
    return done;
  }

  @Override
  public void check() throws IOException {
    if (failure != null) {
      throw new IOException("the load failed: " + failure, failure);
    }
  }

  @Override
  public void close() throws IOException {
    ending = true;
    pair.close();
    Joined.all(threads);
  }
}
