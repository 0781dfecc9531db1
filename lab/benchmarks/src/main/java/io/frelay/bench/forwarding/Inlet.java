package io.frelay.bench.forwarding;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** The receiving end of a stream: it counts the bytes and drops them. */
interface Inlet {
  /**
   * Reads once.
   *
   * @return how many bytes of the stream have come
   */
  int pump() throws IOException;

  /** Channel that it reads from. */
  SocketChannel channel();

  /** Bytes as they are. */
  static Inlet plain(SocketChannel channel) {
    return new Plain(channel, ByteBuffer.allocateDirect(Outlet.CHUNK));
  }

  /** TLS, after the handshake. */
  static Inlet tls(SocketChannel channel, SSLEngine engine) {
    return new Tls(channel, engine);
  }

  /** Bytes as they are. */
  record Plain(SocketChannel channel, ByteBuffer bytes) implements Inlet {
    @Override
    public int pump() throws IOException {
      return count(channel.read(bytes.clear()));
    }
  }

  private static int count(int read) throws EOFException {
    if (read < 0) {
      throw new EOFException("the stream ended");
    }
    return read;
  }

  /** Decrypts every record that is there as a whole. */
  record Tls(SocketChannel channel, SSLEngine engine, ByteBuffer text, ByteBuffer records)
      implements Inlet {
    Tls(SocketChannel channel, SSLEngine engine) {
      this(
          channel,
          engine,
          ByteBuffer.allocateDirect(1 << 15),
          ByteBuffer.allocateDirect(Outlet.CHUNK));
    }

    @Override
    public int pump() throws IOException {
      count(channel.read(records));
      records.flip();
      int received = 0;
      while (true) {
        text.clear();
        SSLEngineResult result = engine.unwrap(records, text);
        received += result.bytesProduced();
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW
            || !records.hasRemaining()) {
          break;
        }
        if (result.getStatus() != SSLEngineResult.Status.OK) {
          throw new SSLException("cannot decrypt: " + result);
        }
      }
      records.compact();
      return received;
    }
  }
}
