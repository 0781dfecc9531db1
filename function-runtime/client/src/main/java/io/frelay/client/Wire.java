package io.frelay.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A TCP connection whose reads can be bounded by a deadline.
 *
 * <p>It is a channel's socket: closing it from any thread, or interrupting the thread that is
 * blocked in it, ends a blocked read or write at once. Writes have no bound of their own: before a
 * session is set up all that is written fits the kernel's buffer.
 */
final class Wire implements Closeable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private volatile Deadline deadline;

  /** Takes over a connected channel's socket. */
  Wire(Socket socket, Deadline deadline) throws IOException {
    this.socket = socket;
    this.deadline = deadline;
    socket.setTcpNoDelay(true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    in = new BoundedInput(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /**
   * Connects to the first of the host's addresses that answers. The resolution of a name is the one
   * step that the JDK can neither bound nor interrupt.
   */
  static Wire connect(RelayAddress address, Deadline deadline) throws IOException {
    if (address.port() == 0) {
      throw new ConnectException("port 0 cannot be connected to");
    }
    IOException failure = null;
    for (InetAddress each : InetAddress.getAllByName(address.host())) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel
            .socket()
            .connect(new InetSocketAddress(each, address.port()), deadline.remainingMillis());
        return new Wire(channel.socket(), deadline);
      } catch (IOException e) {
        channel.close();
        failure = e;
      }
    }
    throw failure;
  }

  /** Bounds every read from now on; null lifts the bound. */
  void boundReads(Deadline newDeadline) {
    deadline = newDeadline;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody is left to whom it would matter.
    }
  }

  private final class BoundedInput extends InputStream {
    private final InputStream raw;

    BoundedInput(InputStream raw) {
      this.raw = raw;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Deadline bound = deadline;
      if (bound == null) {
        socket.setSoTimeout(0);
      } else if (bound.hasPassed()) {
        throw new SocketTimeoutException("the deadline has passed");
      } else {
        socket.setSoTimeout(bound.remainingMillis());
      }
      return raw.read(bytes, offset, length);
    }
  }
}
