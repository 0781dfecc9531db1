package io.frelay.client.internal.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.RelayAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;

class ListeningSocketTest {
  @Test
  void allAddressesOfIpv4AreNoneOfIpv6() throws Exception {
    try (ServerSocketChannel server = ListeningSocket.open(new RelayAddress("0.0.0.0", 0), 5)) {
      int port = server.socket().getLocalPort();
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      assertThatThrownBy(() -> new Socket(InetAddress.getAllByName("::1")[0], port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void allAddressesOfIpv6AreThoseOfIpv4Too() throws Exception {
    try (ServerSocketChannel server = ListeningSocket.open(new RelayAddress("::", 0), 5)) {
      int port = server.socket().getLocalPort();
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      new Socket(InetAddress.getAllByName("::1")[0], port).close();
    }
  }
}
