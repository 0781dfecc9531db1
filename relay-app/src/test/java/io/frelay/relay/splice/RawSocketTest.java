package io.frelay.relay.splice;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class RawSocketTest {
  /** Epoll may tell of the other end of a session before it tells of this. */
  @Test
  void toEndTheOutputOfOneThatWasResetIsARoutineFailure() throws Exception {
    assumeThat(Epoll.isAvailable()).isTrue();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket socket = Socket.newSocketStream();
      try {
        socket.connect(listener.getLocalSocketAddress());
        java.net.Socket party = listener.accept();
        while (!socket.finishConnect()) {
          Thread.onSpinWait();
        }
        party.setSoLinger(true, 0);
        party.close();
        RawSocket raw = new RawSocket(null, null, socket);
        assertThatThrownBy(raw::endOutput).isInstanceOf(IOException.class);
      } finally {
        socket.close();
      }
    }
  }
}
