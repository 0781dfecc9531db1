package io.frelay.client.internal.net;

import io.frelay.client.Deadline;
import io.frelay.client.RelayAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * TCP connections to all addresses of a name, of which the first that stands is taken (RFC 8305).
 * The next one begins when the last has failed, or has said nothing for 250 ms; the two families
 * take turns, so that one of them may lead nowhere.
 */
public final class ConnectionRace implements Closeable {
  /** RFC 8305, section 8: "Connection Attempt Delay". */
  private static final Duration HEAD_START = Duration.ofMillis(250);

  private final Deque<InetSocketAddress> waiting;
  private final Deadline deadline;
  private final Selector selector = Selector.open();
  private Deadline next;
  private IOException failure;

  private ConnectionRace(List<InetSocketAddress> addresses, Deadline deadline) throws IOException {
    this.waiting = new ArrayDeque<>(addresses);
    this.deadline = deadline;
  }

  /**
   * Connects. The resolution of a name is the one step that the JDK can neither bound nor
   * interrupt.
   *
   * @throws SocketTimeoutException if no address has answered by the deadline
   * @throws IOException of the address that failed last, if all have
   */
  public static SocketChannel run(RelayAddress target, Deadline deadline) throws IOException {
    return run(
        inTurns(addresses(target.host())).stream()
            .map(each -> new InetSocketAddress(each, target.port()))
            .toList(),
        deadline);
  }

  /** This machine listens at either, whatever its files say of the name (RFC 6761, 6.3). */
  private static List<InetAddress> addresses(String host) throws UnknownHostException {
    Set<InetAddress> all = new LinkedHashSet<>(List.of(InetAddress.getAllByName(host)));
    if (host.equalsIgnoreCase("localhost")) {
      all.addAll(List.of(InetAddress.getAllByName("127.0.0.1")));
      all.addAll(List.of(InetAddress.getAllByName("::1")));
    }
    return List.copyOf(all);
  }

  static SocketChannel run(List<InetSocketAddress> addresses, Deadline deadline)
      throws IOException {
    SocketChannel winner;
    try (ConnectionRace race = new ConnectionRace(addresses, deadline)) {
      winner = race.winner();
    }
    winner.configureBlocking(true); // only possible once no selector has it
    return winner;
  }

  /** The order that the system gives within a family; the family of the first begins. */
  static List<InetAddress> inTurns(List<InetAddress> addresses) {
    Class<?> family = addresses.get(0).getClass();
    Deque<InetAddress> first = new ArrayDeque<>();
    Deque<InetAddress> second = new ArrayDeque<>();
    addresses.forEach(each -> (family.isInstance(each) ? first : second).add(each));
    List<InetAddress> all = new ArrayList<>();
    while (!first.isEmpty() || !second.isEmpty()) {
      if (!first.isEmpty()) {
        all.add(first.remove());
      }
      if (!second.isEmpty()) {
        all.add(second.remove());
      }
    }
    return all;
  }

  private SocketChannel winner() throws IOException {
    while (true) {
      SocketChannel connected = isStartDue() ? start() : await();
      if (connected != null) {
        return connected;
      }
      if (waiting.isEmpty() && selector.keys().stream().noneMatch(SelectionKey::isValid)) {
        throw failure;
      }
    }
  }

  private boolean isStartDue() {
    return !waiting.isEmpty() && (next == null || next.hasPassed());
  }

  private SocketChannel start() throws IOException {
    next = Deadline.in(HEAD_START);
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      if (channel.connect(waiting.remove())) {
        return channel;
      }
      channel.register(selector, SelectionKey.OP_CONNECT);
    } catch (UnsupportedAddressTypeException e) { // IPv6, of which the JVM has found none
      failed(channel, failure != null ? failure : new ConnectException("no IPv6 on this machine"));
    } catch (IOException e) {
      failed(channel, e);
    }
    return null;
  }

  private SocketChannel await() throws IOException {
    if (deadline.hasPassed()) {
      throw new SocketTimeoutException("no answer in time");
    }
    Deadline until = waiting.isEmpty() ? deadline : deadline.orIn(next.remaining());
    selector.select(until.remainingMillis());
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    for (SelectionKey key : selector.selectedKeys()) {
      SocketChannel channel = (SocketChannel) key.channel();
      try {
        if (channel.finishConnect()) {
          key.cancel();
          return channel;
        }
      } catch (IOException e) {
        failed(channel, e);
      }
    }
    selector.selectedKeys().clear();
    return null;
  }

  private void failed(SocketChannel channel, IOException why) throws IOException {
    channel.close();
    failure = why;
    next = Deadline.in(Duration.ZERO);
  }

  /** Ends all attempts but the one that was taken. */
  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.isValid()) {
        key.channel().close();
      }
    }
    selector.close();
  }
}
