package io.frelay.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One connection over a {@link FaultyRoute}, in both directions. */
final class RoutedConnection {
  private static final int CHUNK = 16 << 10;
  private static final int MAX_CHUNKS = 64;

  /** Bytes and when they arrive; none at the end. */
  private record Chunk(byte[] bytes, long at) {}

  private final Socket party;
  private final Socket relay;
  private final Supplier<Duration> delay;
  private final Consumer<RoutedConnection> ended;
  private final BlockingQueue<Chunk> toRelay = new LinkedBlockingQueue<>(MAX_CHUNKS);
  private final BlockingQueue<Chunk> toParty = new LinkedBlockingQueue<>(MAX_CHUNKS);
  private final AtomicInteger open = new AtomicInteger(2);

  RoutedConnection(
      Socket party, Socket relay, Supplier<Duration> delay, Consumer<RoutedConnection> ended) {
    this.party = party;
    this.relay = relay;
    this.delay = delay;
    this.ended = ended;
  }

  void start() {
    carry(party, toRelay, relay);
    carry(relay, toParty, party);
  }

  private void carry(Socket from, BlockingQueue<Chunk> underway, Socket to) {
    FaultyRoute.start("frelay route in", () -> orCut(() -> take(from, underway)));
    FaultyRoute.start("frelay route out", () -> orCut(() -> give(underway, to)));
  }

  private void take(Socket from, BlockingQueue<Chunk> underway)
      throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    byte[] buffer = new byte[CHUNK];
    int count;
    do {
      count = in.read(buffer);
      byte[] bytes = Arrays.copyOf(buffer, Math.max(0, count));
      underway.put(new Chunk(bytes, System.nanoTime() + delay.get().toNanos()));
    } while (count >= 0);
  }

  private void give(BlockingQueue<Chunk> underway, Socket to)
      throws IOException, InterruptedException {
    for (Chunk next = underway.take(); next.bytes.length > 0; next = underway.take()) {
      TimeUnit.NANOSECONDS.sleep(next.at - System.nanoTime());
      to.getOutputStream().write(next.bytes);
    }
    to.shutdownOutput();
    if (open.decrementAndGet() == 0) {
      party.close();
      relay.close();
      ended.accept(this);
    }
  }

  /** Work that ends with the connection. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void orCut(Work work) {
    try {
      work.run();
    } catch (IOException | InterruptedException e) {
      cut();
      ended.accept(this);
    }
  }

  /** Resets both ends. */
  void cut() {
    reset(party);
    reset(relay);
    release(toRelay);
    release(toParty);
  }

  /** Wakes both threads, whose sockets are closed. */
  private static void release(BlockingQueue<Chunk> underway) {
    underway.clear();
    boolean unused = underway.offer(new Chunk(new byte[0], System.nanoTime()));
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is closed already
    }
  }
}
