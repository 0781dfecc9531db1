package io.frelay.bench.setup;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A hop of a given round-trip time, between loopback ports, for kernels without netem.
 *
 * <p>Every piece is delivered half a round trip after it was sent. That leaves TCP's own handshake,
 * which on loopback is over at once, and over the hop would have cost the client one round trip
 * before it could send anything. So until the client has received its first byte, its clock is
 * taken to be a round trip behind the hop's: what it sends is delivered one and a half round trips
 * later, and the server's side is connected no earlier than the client's last handshake packet
 * would have reached it. From the first byte to the client on both clocks are the same, and all
 * that comes after happens when it would happen over the hop.
 *
 * <p>What it does not imitate: acknowledgements (each side's come from this machine at once),
 * congestion windows (a set-up fits the initial one) and losses.
 */
public final class DelayingProxy implements Closeable {
  private static final int PIECE = 64 * 1024;

  private final ServerSocketChannel listener;
  private final InetSocketAddress target;
  private final long roundTrip;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private DelayingProxy(
      ServerSocketChannel listener, InetSocketAddress target, Duration roundTrip) {
    this.listener = listener;
    this.target = target;
    this.roundTrip = roundTrip.toNanos();
  }

  /** Listens on a free port of loopback. */
  public static DelayingProxy to(InetSocketAddress target, Duration roundTrip) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    DelayingProxy proxy = new DelayingProxy(listener, target, roundTrip);
    daemon(proxy::accept);
    return proxy;
  }

  /** Address of the near end of the hop. */
  public InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        client.socket().setTcpNoDelay(true);
        open.add(client);
        Crossing crossing = new Crossing(client, System.nanoTime());
        daemon(crossing::carryUp);
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SocketChannel each : open) {
      each.close();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "delaying proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection across the hop. */
  private final class Crossing {
    private final SocketChannel client;
    private final SocketChannel server;
    private final Delivery up;
    private final Delivery down;

    /** True once the client has received something, so that its clock is the hop's. */
    private volatile boolean inStep;

    Crossing(SocketChannel client, long accepted) throws IOException {
      this.client = client;
      this.server = SocketChannel.open();
      open.add(server);
      up = new Delivery(server);
      down = new Delivery(client);
      up.at(accepted + roundTrip + (roundTrip / 2), this::connect);
    }

    private void connect() throws IOException {
      try {
        server.connect(target);
      } catch (IOException e) {
        down.at(System.nanoTime() + (roundTrip / 2), down::cut);
        throw e;
      }
      server.socket().setTcpNoDelay(true);
      daemon(this::carryDown);
    }

    void carryUp() {
      carry(client, up, true);
    }

    private void carryDown() {
      carry(server, down, false);
    }

    private void carry(SocketChannel from, Delivery to, boolean upwards) {
      ByteBuffer buffer = ByteBuffer.allocate(PIECE);
      try {
        while (from.read(buffer.clear()) >= 0) {
          byte[] piece = new byte[buffer.flip().remaining()];
          buffer.get(piece);
          to.at(due(upwards), () -> to.write(piece, upwards ? () -> {} : () -> inStep = true));
        }
        to.at(due(upwards), to::end);
      } catch (IOException e) {
        to.at(due(upwards), to::cut);
      }
    }

    private long due(boolean upwards) {
      long behind = upwards && !inStep ? roundTrip : 0;
      return System.nanoTime() + behind + roundTrip / 2;
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Data on the way in one direction, in order. */
  private final class Delivery {
    private final SocketChannel to;
    private final ScheduledExecutorService clock;
    private long latest = Long.MIN_VALUE;

    Delivery(SocketChannel to) {
      this.to = to;
      clock =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread thread = new Thread(work, "delaying proxy");
                thread.setDaemon(true);
                return thread;
              });
    }

    synchronized void at(long due, Step step) {
      if (clock.isShutdown()) {
        return; // it has ended, and nothing follows an end
      }
      latest = latest == Long.MIN_VALUE ? due : Math.max(latest, due);
      clock.schedule(
          () -> {
            try {
              step.run();
            } catch (IOException e) {
              cut();
            }
          },
          latest - System.nanoTime(),
          TimeUnit.NANOSECONDS);
    }

    void write(byte[] piece, Runnable before) throws IOException {
      before.run();
      ByteBuffer buffer = ByteBuffer.wrap(piece);
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
    }

    void end() throws IOException {
      to.shutdownOutput();
      clock.shutdown();
    }

    void cut() {
      try {
        open.remove(to);
        to.close();
      } catch (IOException e) {
        // It is gone, which is what was wanted.
      } finally {
        clock.shutdown();
      }
    }
  }
}
