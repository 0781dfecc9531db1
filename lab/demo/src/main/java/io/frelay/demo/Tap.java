package io.frelay.demo;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/**
 * Forwards one TCP connection to the relay and looks at every byte of it, in both directions: just
 * what the relay, or anybody on the path, can look at.
 */
final class Tap implements Closeable {
  private static final int BUFFER = 128 << 10;

  private final ServerSocket listener;
  private final InetSocketAddress relay;
  private final Direction toRelay;
  private final Direction fromRelay;
  private final Thread forwarding = new Thread(this::forward, "tap");
  private volatile IOException failure;
  private volatile Socket party;
  private volatile Socket onward;

  /** Content of one direction; read it after the tap has ended. */
  static final class Direction {
    final RecordWalk records = new RecordWalk();
    final StreamSearch search;

    private Direction(List<byte[]> patterns) {
      search = new StreamSearch(patterns);
    }

    private void pump(Socket from, Socket to) throws IOException {
      byte[] buffer = new byte[BUFFER];
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, count);
        records.accept(buffer, 0, count);
        search.accept(buffer, 0, count);
      }
      to.shutdownOutput();
    }
  }

  /**
   * @param relay where to forward to
   * @param patterns what to search for in both directions
   */
  Tap(InetSocketAddress relay, List<byte[]> patterns) throws IOException {
    this.relay = relay;
    this.toRelay = new Direction(patterns);
    this.fromRelay = new Direction(patterns);
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    forwarding.setDaemon(true);
    forwarding.start();
  }

  private void forward() {
    try (listener;
        Socket accepted = listener.accept();
        Socket connected = new Socket(relay.getAddress(), relay.getPort())) {
      party = accepted;
      onward = connected;
      accepted.setTcpNoDelay(true);
      connected.setTcpNoDelay(true);
      listener.close();
      Thread back = new Thread(() -> pump(fromRelay, connected, accepted), "tap, back");
      back.setDaemon(true);
      back.start();
      pump(toRelay, accepted, connected);
      back.join();
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A direction that breaks takes the other one along, as a broken connection does. */
  private void pump(Direction direction, Socket from, Socket to) {
    try {
      direction.pump(from, to);
    } catch (IOException e) {
      failure = e;
      close(from);
      close(to);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  Direction toRelay() {
    return toRelay;
  }

  Direction fromRelay() {
    return fromRelay;
  }

  /** Waits until both directions have ended, and so their figures may be read. */
  void awaitEnd(long millis) throws DemoFailure, InterruptedException {
    forwarding.join(millis);
    if (forwarding.isAlive()) {
      throw new DemoFailure("the connection of party 0 did not end");
    }
    if (failure != null) {
      throw new DemoFailure("the connection of party 0 broke: " + failure.getMessage());
    }
  }

  @Override
  public void close() {
    close(listener);
    close(party);
    close(onward);
  }

  private static void close(Closeable each) {
    try {
      if (each != null) {
        each.close();
      }
    } catch (IOException e) {
      // It was no longer open.
    }
  }
}
