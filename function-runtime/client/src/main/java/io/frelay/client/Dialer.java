package io.frelay.client;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the TCP connections of a client, directly or through a proxy. Safe for use by several
 * threads.
 */
public final class Dialer {
  private static final Dialer DIRECT = new Dialer(Proxies.NONE);

  private final Proxies proxies;

  Dialer(Proxies proxies) {
    this.proxies = proxies;
  }

  /** Without any proxy. */
  static Dialer direct() {
    return DIRECT;
  }

  /**
   * Connects to the first address of a name that answers, without a proxy. An interrupt ends it,
   * but for the resolution of the name.
   *
   * @return a blocking channel, which the caller closes
   */
  public static SocketChannel connect(RelayAddress target, Duration timeout) throws IOException {
    return connect(target, Deadline.in(timeout));
  }

  private static SocketChannel connect(RelayAddress target, Deadline deadline) throws IOException {
    if (target.port() == 0) {
      throw new ConnectException("port 0 cannot be connected to");
    }
    return ConnectionRace.run(target, deadline);
  }

  /**
   * Connects, and returns what leads to the target itself.
   *
   * @throws ProxyException if there is a proxy and that is where it failed
   */
  Wire dial(RelayAddress target, Deadline deadline) throws IOException {
    Optional<Proxy> proxy = proxies.towards(target);
    return proxy.isPresent()
        ? through(proxy.get(), target, deadline)
        : wire(connect(target, deadline), deadline);
  }

  private static Wire through(Proxy proxy, RelayAddress target, Deadline deadline)
      throws IOException {
    Wire wire;
    try {
      wire = wire(connect(proxy.address(), deadline), deadline);
    } catch (IOException e) {
      throw ProxyException.unreachable(proxy, e);
    }
    boolean open = false;
    try {
      proxy.open(wire, target);
      open = true;
      return wire;
    } finally {
      if (!open) {
        wire.close();
      }
    }
  }

  private static Wire wire(SocketChannel channel, Deadline deadline) throws IOException {
    try {
      return new Wire(channel.socket(), deadline);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
