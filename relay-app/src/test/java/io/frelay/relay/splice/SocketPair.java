package io.frelay.relay.splice;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A TCP connection: the relay's end, and the party's.
 *
 * @param raw the relay's, which nobody waits for
 */
record SocketPair(RawSocket raw, Socket relays, java.net.Socket party) implements AutoCloseable {
  static SocketPair connect(SpliceLoop loop) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Socket socket = Socket.newSocketStream();
      socket.connect(listener.getLocalSocketAddress());
      java.net.Socket party = listener.accept();
      while (!socket.finishConnect()) {
        Thread.onSpinWait();
      }
      return new SocketPair(new RawSocket(loop, null, socket), socket, party);
    }
  }

  @Override
  public void close() throws IOException {
    relays.close();
    party.close();
  }
}
