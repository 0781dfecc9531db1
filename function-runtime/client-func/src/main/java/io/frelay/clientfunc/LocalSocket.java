package io.frelay.clientfunc;

import io.frelay.client.internal.net.BlockInputStream;
import io.frelay.client.internal.net.BlockOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A local connection as one end of a {@link StreamBridge}. The JDK's own streams of a channel
 * cannot read while another thread writes.
 */
record LocalSocket(SocketChannel channel, InputStream in, OutputStream out)
    implements StreamBridge.Local, Closeable {
  static LocalSocket of(SocketChannel channel) throws IOException {
    if (isTcp(channel)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return new LocalSocket(channel, new In(channel), new Out(channel));
  }

  private static boolean isTcp(SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress;
  }

  @Override
  public boolean finish() throws IOException {
    channel.shutdownOutput();
    return false;
  }

  /**
   * Ends with a reset, so that what was cut short does not look complete. A unix socket knows none.
   */
  void reset() throws IOException {
    if (channel.isOpen() && isTcp(channel)) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static final class In extends BlockInputStream {
    private final SocketChannel channel;

    In(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(bytes, offset, length));
    }
  }

  private static final class Out extends BlockOutputStream {
    private final SocketChannel channel;

    Out(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
  }
}
