package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.ProxyException;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.net.ConnectionRace;
import io.frelay.client.internal.net.TcpConnection;
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
  private static final Dialer DIRECT = new Dialer(ProxyRules.NONE);

  private final ProxyRules proxies;

  Dialer(ProxyRules proxies) {
    this.proxies = proxies;
  }

  /** Without any proxy. */
  public static Dialer direct() {
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
  public TcpConnection dial(RelayAddress target, Deadline deadline) throws IOException {
    Optional<Proxy> proxy = proxies.towards(target);
    return proxy.isPresent()
        ? through(proxy.get(), target, deadline)
        : tcp(connect(target, deadline), deadline);
  }

  private static TcpConnection through(Proxy proxy, RelayAddress target, Deadline deadline)
      throws IOException {
    TcpConnection tcp;
    try {
      tcp = tcp(connect(proxy.address(), deadline), deadline);
    } catch (IOException e) {
      throw proxy.unreachable(e);
    }
    boolean open = false;
    try {
      proxy.open(tcp, target);
      open = true;
      return tcp;
    } finally {
      if (!open) {
        tcp.close();
      }
    }
  }

  private static TcpConnection tcp(SocketChannel channel, Deadline deadline) throws IOException {
    try {
      return new TcpConnection(channel.socket(), deadline);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
