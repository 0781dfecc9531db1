package io.frelay.client.internal.net;

import io.frelay.client.RelayAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/** TCP listening on the address that was asked for and no other. */
public final class ListeningSocket {
  private ListeningSocket() {}

  /**
   * Listens. An IPv4 address means IPv4 only: the JDK would take 0.0.0.0 for all addresses of IPv6
   * too, where a firewall may have no rule.
   *
   * @param address port 0 takes one that is free
   * @param backlog connections that may wait to be accepted
   * @throws IOException if the address is not to be had
   */
  public static ServerSocketChannel open(RelayAddress address, int backlog) throws IOException {
    InetAddress host = InetAddress.getByName(address.host());
    ServerSocketChannel server =
        host instanceof Inet4Address
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open();
    try {
      return server.bind(new InetSocketAddress(host, address.port()), backlog);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
