package io.frelay.bench.forwarding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** The sending end of a stream: bytes without end. */
interface Outlet {
  /**
   * Value of all bytes: the type of a TLS handshake record, because a relay checks the first ones
   * to tell the parties' stream from late records of its own TLS.
   */
  byte FILLING = 22;

  /** Bytes per write of a plain outlet. */
  int CHUNK = 256 * 1024;

  /** Writes once. */
  void pump() throws IOException;

  /** Channel that it writes to. */
  SocketChannel channel();

  /** Bytes as they are. */
  static Outlet plain(SocketChannel channel) {
    return new Plain(channel, filled(CHUNK));
  }

  /** TLS, after the handshake. */
  static Outlet tls(SocketChannel channel, SSLEngine engine) {
    return new Tls(channel, engine);
  }

  private static ByteBuffer filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, FILLING);
    return ByteBuffer.allocateDirect(size).put(bytes).flip();
  }

  /** Bytes as they are. */
  record Plain(SocketChannel channel, ByteBuffer bytes) implements Outlet {
    @Override
    public void pump() throws IOException {
      channel.write(bytes.rewind());
    }
  }

  /** Records of full size, several to a write. */
  record Tls(SocketChannel channel, SSLEngine engine, ByteBuffer text, ByteBuffer records)
      implements Outlet {
    private static final int RECORD = 1 << 14;
    private static final int RECORDS = 8;

    Tls(SocketChannel channel, SSLEngine engine) {
      this(
          channel,
          engine,
          filled(RECORD),
          ByteBuffer.allocateDirect(RECORDS * (RECORD + 256)).flip());
    }

    @Override
    public void pump() throws IOException {
      if (!records.hasRemaining()) {
        records.clear();
        for (int i = 0; i < RECORDS; i++) {
          SSLEngineResult result = engine.wrap(text.rewind(), records);
          if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("cannot encrypt: " + result);
          }
        }
        records.flip();
      }
      channel.write(records);
    }
  }
}
