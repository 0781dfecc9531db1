package io.frelay.bench.forwarding;

import io.frelay.testkit.relay.LoadIdentity;
import io.frelay.testkit.relay.RecordTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;

/**
 * As many bytes as go through, from left to right, over some pairs: one thread sends on all of them
 * and one receives. A single stream is written and read by blocking calls, which is cheapest.
 */
final class BulkLoad implements ForwardingLoad {
  private static final int PATIENCE_SECONDS = 20;

  private final List<ForwardedPair> pairs = new ArrayList<>();
  private final List<Outlet> outlets = new ArrayList<>();
  private final List<Inlet> inlets = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong received = new AtomicLong();
  private volatile boolean ending;
  private volatile Exception failure;

  private BulkLoad() {}

  /** Plain bytes over so many streams. */
  static BulkLoad plain(Forwarder forwarder, int streams) throws IOException {
    return open(
        forwarder,
        streams,
        (load, pair) -> {
          answer(pair);
          load.outlets.add(Outlet.plain(pair.left()));
          load.inlets.add(Inlet.plain(pair.right()));
        });
  }

  /** TLS between the ends of each stream, which the forwarder cannot read. */
  static BulkLoad tls(Forwarder forwarder, int streams, LoadIdentity left, LoadIdentity right)
      throws IOException {
    return open(
        forwarder,
        streams,
        (load, pair) -> {
          SSLEngine client = left.client("peer");
          SSLEngine server = right.server();
          CompletableFuture<Void> accepted = handshake(pair, server);
          try {
            new RecordTls(pair.left(), client).handshake();
            accepted.join();
          } catch (CompletionException e) {
            throw new IOException("no TLS end to end: " + e.getCause(), e);
          }
          load.outlets.add(Outlet.tls(pair.left(), client));
          load.inlets.add(Inlet.tls(pair.right(), server));
        });
  }

  /** Both ends of a stream send, as with TLS: a relay takes that for the sign that all is raw. */
  private static void answer(ForwardedPair pair) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1).put(0, Outlet.FILLING);
    pair.right().write(one);
    pair.left().read(one.clear());
  }

  private interface Ends {
    void add(BulkLoad load, ForwardedPair pair) throws IOException;
  }

  private static BulkLoad open(Forwarder forwarder, int streams, Ends ends) throws IOException {
    BulkLoad load = new BulkLoad();
    try {
      for (int i = 0; i < streams; i++) {
        ForwardedPair pair = forwarder.connect();
        load.pairs.add(pair);
        ends.add(load, pair);
      }
      load.start();
      return load;
    } catch (IOException | RuntimeException e) {
      load.close();
      throw e;
    }
  }

  private static CompletableFuture<Void> handshake(ForwardedPair pair, SSLEngine engine) {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
                () -> {
                  try {
                    new RecordTls(pair.right(), engine).handshake();
                  } catch (IOException e) {
                    throw new CompletionException(e);
                  }
                },
                LoadThreads::start)
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    // Ends the other side's wait as well.
    done.whenComplete(
        (nothing, e) -> {
          if (e != null) {
            pair.closeQuietly();
          }
        });
    return done;
  }

  private void start() throws IOException {
    if (pairs.size() == 1) {
      Outlet outlet = outlets.get(0);
      Inlet inlet = inlets.get(0);
      run(() -> repeat(outlet::pump));
      run(() -> repeat(() -> count(inlet.pump())));
    } else {
      Selector sending = Selector.open();
      Selector receiving = Selector.open();
      selectors.addAll(List.of(sending, receiving));
      for (Outlet outlet : outlets) {
        register(sending, outlet.channel(), SelectionKey.OP_WRITE, outlet::pump);
      }
      for (Inlet inlet : inlets) {
        register(receiving, inlet.channel(), SelectionKey.OP_READ, () -> count(inlet.pump()));
      }
      run(() -> repeat(() -> select(sending)));
      run(() -> repeat(() -> select(receiving)));
    }
  }

  private void count(int bytes) {
    received.lazySet(received.get() + bytes); // one thread writes
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void register(Selector selector, SocketChannel channel, int interest, Step step)
      throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, interest, step);
  }

  private void repeat(Step step) throws IOException {
    while (!ending) {
      step.run();
    }
  }

  private static void select(Selector selector) throws IOException {
    selector.select();
    for (SelectionKey key : selector.selectedKeys()) {
      ((Step) key.attachment()).run();
    }
    selector.selectedKeys().clear();
  }

  private void run(Step step) {
    threads.add(
        LoadThreads.start(
            () -> {
              try {
                step.run();
              } catch (IOException | RuntimeException e) {
                if (!ending) {
                  failure = e;
                }
              }
            }));
  }

  @Override
  public long done() {
    return received.get();
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
    for (ForwardedPair pair : pairs) {
      pair.close();
    }
    for (Selector selector : selectors) {
      try {
        selector.close();
      } catch (ClosedSelectorException e) {
        // It is what is wanted.
      }
    }
    Joined.all(threads);
  }
}
