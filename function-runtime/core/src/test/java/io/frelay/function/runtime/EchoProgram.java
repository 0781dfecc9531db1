package io.frelay.function.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A program that sends its peer what that sends, all at the end, and says how much it was. */
final class EchoProgram {
  private EchoProgram() {}

  public static void main(String[] args) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(10_000_000);
    try (SocketChannel peer = SocketChannel.open(address(System.getenv("FRELAY_PEER_1")))) {
      if (args[0].equals("count")) {
        peer.write(ByteBuffer.wrap(new byte[] {1}));
      }
      while (peer.read(all) >= 0) {
        // until its end
      }
      all.flip();
      while (args[0].equals("echo") && all.hasRemaining()) {
        peer.write(all);
      }
    }
    System.out.println(all.limit());
  }

  private static SocketAddress address(String text) {
    int port = text.lastIndexOf(':');
    return text.startsWith("/")
        ? UnixDomainSocketAddress.of(text)
        : new InetSocketAddress(
            text.substring(0, port), Integer.parseInt(text.substring(port + 1)));
  }
}
