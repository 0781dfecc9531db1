package io.frelay.bench.forwarding;

import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.process.ProcessTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A reverse proxy before a listener of ours, or nothing at all before it. */
final class Proxied implements Forwarder {
  private static final long PATIENCE_MILLIS = 10_000;

  /** Starts a proxy. */
  interface Start {
    /**
     * Starts it.
     *
     * @param from the port that it is to listen on
     * @param to the port that it is to connect to
     */
    MeasuredProcess start(int from, int to) throws IOException;
  }

  private final String name;
  private final ServerSocketChannel listener;
  private final InetSocketAddress entrance;
  private final Optional<MeasuredProcess> proxy;

  private Proxied(
      String name,
      ServerSocketChannel listener,
      InetSocketAddress entrance,
      Optional<MeasuredProcess> proxy) {
    this.name = name;
    this.listener = listener;
    this.entrance = entrance;
    this.proxy = proxy;
  }

  /** No proxy: what the load generators and the kernel can do. */
  static Proxied direct(String name) throws IOException {
    ServerSocketChannel listener = listen();
    return new Proxied(
        name, listener, (InetSocketAddress) listener.getLocalAddress(), Optional.empty());
  }

  /** Starts a proxy and waits until it carries bytes. */
  static Proxied by(String name, int port, Start start) throws IOException {
    ServerSocketChannel listener = listen();
    int target = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    MeasuredProcess process = start.start(port, target);
    process.awaitListening(port);
    InetSocketAddress entrance = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Proxied proxied = new Proxied(name, listener, entrance, Optional.of(process));
    proxied.accept().close(); // what the look whether it listens has led to
    return proxied;
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ForwardedPair connect() throws IOException {
    SocketChannel left = SocketChannel.open(entrance);
    left.setOption(StandardSocketOptions.TCP_NODELAY, true);
    try {
      return new ForwardedPair(left, accept());
    } catch (IOException e) {
      left.close();
      throw e;
    }
  }

  private SocketChannel accept() throws IOException {
    try (Selector selector = Selector.open()) {
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      if (selector.select(PATIENCE_MILLIS) == 0) {
        throw new IOException(name + " did not connect");
      }
    }
    SocketChannel accepted = listener.accept();
    accepted.configureBlocking(true);
    accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return accepted;
  }

  @Override
  public Optional<ProcessTree> processes() {
    return proxy.map(MeasuredProcess::tree);
  }

  @Override
  public void close() throws IOException {
    proxy.ifPresent(MeasuredProcess::close);
    listener.close();
  }
}
