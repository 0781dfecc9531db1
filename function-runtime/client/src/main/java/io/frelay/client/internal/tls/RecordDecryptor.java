package io.frelay.client.internal.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Decrypts what comes, one TLS record at a time. Not safe for use by several threads, but for
 * {@link #isEnded}.
 */
final class RecordDecryptor {
  private final SSLEngine engine;
  private final RecordReader records;
  private ByteBuffer plain; // between calls ready to be read from
  private volatile boolean ended;

  RecordDecryptor(SSLEngine engine, InputStream in) {
    this.engine = engine;
    records = new RecordReader(in);
    plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  /** Data of the last record that nobody has taken yet. */
  ByteBuffer data() {
    return plain;
  }

  /** Returns whether the other side's close_notify has come. */
  boolean isEnded() {
    return ended;
  }

  /** Returns whether there is data, or a part of the next record. */
  boolean hasInput() throws IOException {
    return plain.hasRemaining() || records.hasInput();
  }

  /**
   * Takes one record. What it holds for the application is then in {@link #data}.
   *
   * @return what the engine wants next
   * @throws EOFException if the stream ends first
   */
  HandshakeStatus decryptNext() throws IOException {
    ByteBuffer record = records.next();
    plain.clear();
    try {
      SSLEngineResult result;
      do {
        result = engine.unwrap(record, plain);
        switch (result.getStatus()) {
          case CLOSED -> {
            ended = true;
            return result.getHandshakeStatus();
          }
          case BUFFER_OVERFLOW -> plain = grown(plain);
          case BUFFER_UNDERFLOW -> throw new SSLException("a TLS record that is not whole");
          case OK -> {}
        }
        proceed(result);
      } while (record.hasRemaining());
      HandshakeStatus status = result.getHandshakeStatus();
      return status == HandshakeStatus.NEED_TASK ? engine.getHandshakeStatus() : status;
    } finally {
      plain.flip();
    }
  }

  private void proceed(SSLEngineResult result) throws SSLException {
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      Handshake.runTasks(engine);
    } else if (result.getStatus() == SSLEngineResult.Status.OK && result.bytesConsumed() == 0) {
      throw new SSLException("a TLS record out of turn");
    }
  }

  /** Returns a buffer twice as large with the same content. */
  static ByteBuffer grown(ByteBuffer buffer) {
    return ByteBuffer.allocate(2 * buffer.capacity()).put(buffer.flip());
  }
}
