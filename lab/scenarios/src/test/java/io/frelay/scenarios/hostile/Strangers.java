package io.frelay.scenarios.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many connections from a few addresses, none of them 127.0.0.1. Each sends the same bytes, as far
 * as the relay takes them, and holds on; who is turned away comes again.
 */
final class Strangers implements AutoCloseable {
  private final int port;
  private final byte[][] pieces;
  private final Stranger[] all;

  /**
   * Connects them.
   *
   * @param addresses how many addresses they come from
   * @param pieces what each sends, a piece at every {@link #press}
   */
  Strangers(int port, int count, int addresses, byte[]... pieces) throws IOException {
    this.port = port;
    this.pieces = pieces;
    this.all = new Stranger[count];
    Arrays.setAll(all, i -> new Stranger("127.0.3." + (1 + i % addresses)));
    press();
  }

  /** Each sends what it can of its next piece. */
  void press() throws IOException {
    for (Stranger each : all) {
      each.press();
    }
  }

  @Override
  public void close() throws IOException {
    for (Stranger each : all) {
      each.leave();
    }
  }

  private final class Stranger {
    private final String address;
    private final List<ByteBuffer> toSend = new ArrayList<>();
    private SocketChannel channel;

    Stranger(String address) {
      this.address = address;
    }

    void press() throws IOException {
      if (channel == null) {
        come();
      }
      try {
        if (channel.read(ByteBuffer.allocate(4096)) < 0) {
          leave();
        } else if (!toSend.isEmpty()) {
          channel.write(toSend.get(0));
          if (!toSend.get(0).hasRemaining()) {
            toSend.remove(0);
          }
        }
      } catch (IOException e) { // reset
        leave();
      }
    }

    private void come() throws IOException {
      channel = SocketChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      toSend.clear();
      for (byte[] piece : pieces) {
        toSend.add(ByteBuffer.wrap(piece));
      }
    }

    void leave() throws IOException {
      if (channel != null) {
        channel.close();
        channel = null;
      }
    }
  }
}
