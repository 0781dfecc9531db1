package io.frelay.client.internal.net;

import io.frelay.client.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * A TCP connection whose reads can be bounded by a deadline.
 *
 * <p>It is a channel's socket: closing it from any thread, or interrupting the thread that is
 * blocked in it, ends a blocked read or write at once. Writes have no bound of their own: before a
 * session is set up all that is written fits the kernel's buffer.
 */
public final class TcpConnection implements Closeable {
  private static final int KEEP_ALIVE_IDLE = 15; // seconds, as below
  private static final int KEEP_ALIVE_INTERVAL = 5;
  private static final int KEEP_ALIVE_PROBES = 3;

  /** A relay that is waited for by nobody sends a few tickets at most. */
  private static final int MAX_EARLY = 16 << 10;

  private final Socket socket;
  private InputStream in; // before the tcp is handed out, as out
  private OutputStream out;
  private volatile Deadline deadline;
  private volatile boolean whole;
  private volatile boolean delaysInterrupts;

  /** Bytes that have come and were not read yet; for one thread at a time. */
  private ByteBuffer early = ByteBuffer.allocate(0);

  /** Takes over a connected channel's socket. */
  public TcpConnection(Socket socket, Deadline deadline) throws IOException {
    this.socket = socket;
    this.deadline = deadline;
    socket.setTcpNoDelay(true);
    keepAlive(socket);
    in = new BoundedInput(socket.getInputStream());
    out = new Output(socket.getOutputStream());
  }

  /**
   * A relay's machine that goes away without a word is found out, however long we wait for the
   * peer, and a NAT is kept from forgetting us: after these times in all.
   */
  private static void keepAlive(Socket socket) throws IOException {
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE);
    setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL);
    setIfKnown(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
  }

  private static void setIfKnown(Socket socket, SocketOption<Integer> option, int value)
      throws IOException {
    if (socket.supportedOptions().contains(option)) {
      socket.setOption(option, value);
    }
  }

  /**
   * Returns whether the other side has neither ended nor broken it, by what has come so far,
   * without waiting; that is read later all the same. Of use while no other thread reads.
   */
  public boolean stands() {
    SocketChannel channel = socket.getChannel();
    ByteBuffer more = ByteBuffer.allocate(MAX_EARLY);
    more.put(early);
    try {
      channel.configureBlocking(false);
      try {
        int count = 1;
        while (count > 0) {
          count = channel.read(more);
        }
        return count == 0 && more.hasRemaining();
      } finally {
        early = more.flip();
        channel.configureBlocking(true);
      }
    } catch (IOException e) {
      return false;
    }
  }

  /** Bounds every read from now on; null lifts the bound. */
  public void boundReads(Deadline newDeadline) {
    deadline = newDeadline;
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  /**
   * From now on all goes inside this TLS, which is with a proxy. It ends with the connection: many
   * a proxy takes an end of one direction for the end of both.
   */
  public void wrapIn(InputStream tlsIn, OutputStream tlsOut) {
    in = tlsIn;
    out = tlsOut;
    whole = true;
  }

  /**
   * From now on the own direction ends with the connection: a version 1 relay may end both when it
   * sees the end of one, and the peer's last words with it.
   */
  public void keepWhole() {
    whole = true;
  }

  /**
   * From now on a thread that was interrupted before it writes does so, and is interrupted again
   * afterwards: its interrupt would close the socket. The caller bounds writes by other means.
   */
  public void delayInterrupts() {
    delaysInterrupts = true;
  }

  public void shutdownOutput() throws IOException {
    if (!whole) {
      socket.shutdownOutput();
    }
  }

  /** Releases a thread that is blocked in a read. The kernel takes what still comes. */
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody is left to whom it would matter.
    }
  }

  private final class BoundedInput extends BlockInputStream {
    private final InputStream raw;

    BoundedInput(InputStream raw) {
      this.raw = raw;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (early.hasRemaining()) {
        int count = Math.min(length, early.remaining());
        early.get(bytes, offset, count);
        return count;
      }
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

    @Override
    public int available() throws IOException {
      return early.remaining() + raw.available();
    }
  }

  private final class Output extends OutputStream {
    private final OutputStream raw;

    Output(OutputStream raw) {
      this.raw = raw;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      boolean interrupted = delaysInterrupts && Thread.interrupted();
      try {
        raw.write(bytes, offset, length);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
