package io.frelay.test;

import io.frelay.client.RelayAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/** A port on this machine that leads to the relay, and fails when it is told to. */
final class FaultyRoute implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 50;

  private final IntSupplier relay;
  private final ServerSocket listener;
  private final Set<RoutedConnection> connections = new HashSet<>();
  private boolean down;
  private volatile Duration delay = Duration.ZERO;

  /**
   * @param relay port where the relay is at that moment
   */
  FaultyRoute(IntSupplier relay) {
    this.relay = relay;
    try {
      listener = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(LOOPBACK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("frelay route", this::accept);
  }

  static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  RelayAddress address() {
    return RelayAddress.parse("localhost:" + listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        lead(listener.accept());
      } catch (IOException e) {
        // closed, or the relay is not there: whoever came has been told
      }
    }
  }

  private void lead(Socket party) throws IOException {
    Socket there = null;
    try {
      there = new Socket(InetAddress.getByAddress(LOOPBACK), relay.getAsInt());
      RoutedConnection connection = new RoutedConnection(party, there, () -> delay, this::forget);
      synchronized (this) {
        if (!down) {
          connections.add(connection);
          connection.start();
          return;
        }
      }
      connection.cut();
    } catch (IOException e) {
      RoutedConnection.reset(party);
      throw e;
    }
  }

  private synchronized void forget(RoutedConnection connection) {
    connections.remove(connection);
  }

  void delay(Duration oneWay) {
    if (oneWay.isNegative()) {
      throw new IllegalArgumentException("the delay is negative");
    }
    delay = oneWay;
  }

  synchronized void cut() {
    connections.forEach(RoutedConnection::cut);
    connections.clear();
  }

  synchronized void down() {
    down = true;
    cut();
  }

  synchronized void up() {
    down = false;
  }

  @Override
  public void close() {
    down();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
