package io.frelay.client.internal.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** Encrypts what is to go, and sends it. Not safe for use by several threads. */
final class RecordEncryptor {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Bulk data goes to the kernel this many records at a time. */
  private static final int RECORDS_PER_WRITE = 4;

  private final SSLEngine engine;
  private final OutputStream out;
  private ByteBuffer sealed; // between calls empty but for a last word

  RecordEncryptor(SSLEngine engine, OutputStream out) {
    this.engine = engine;
    this.out = out;
    sealed = ByteBuffer.allocate(RECORDS_PER_WRITE * engine.getSession().getPacketBufferSize());
  }

  /**
   * Sends all of it.
   *
   * @param sources one behind the other; the last one is not empty
   * @throws IOException also after {@link #close}
   */
  void send(ByteBuffer... sources) throws IOException {
    ByteBuffer last = sources[sources.length - 1];
    while (last.hasRemaining()) {
      SSLEngineResult result = seal(sources);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        flush();
        throw new IOException("this direction of the stream is already ended");
      }
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        Handshake.runTasks(engine);
      }
    }
    flush();
  }

  /** Sends close_notify. Does nothing the second time. */
  void close() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      seal(NOTHING);
    }
    flush();
  }

  /** Sends the engine's alert, best effort: the failure to report is the one that called for it. */
  void sendAlert() {
    for (int i = 0; i < 3 && !engine.isOutboundDone(); i++) {
      try {
        seal(NOTHING);
      } catch (IOException e) {
        // The engine throws the failure of a delegated task again before it gives the alert.
      }
    }
    try {
      flush();
    } catch (IOException e) {
      // The peer is gone.
    }
  }

  /** Encrypts what the engine itself has to say: a session ticket, an answer to a key update. */
  void sealAnswers() throws IOException {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && sealAnswer().bytesProduced() > 0) {
      // one message a turn
    }
  }

  /** Encrypts the next of what the engine itself has to say. */
  SSLEngineResult sealAnswer() throws IOException {
    return seal(NOTHING);
  }

  /** Sends what is encrypted. */
  void flush() throws IOException {
    try {
      out.write(sealed.array(), 0, sealed.position());
    } finally {
      sealed.clear();
    }
  }

  private SSLEngineResult seal(ByteBuffer... sources) throws IOException {
    while (true) {
      SSLEngineResult result = engine.wrap(sources, sealed);
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW) {
        return result;
      }
      if (sealed.position() == 0) {
        sealed = RecordDecryptor.grown(sealed);
      }
      flush();
    }
  }
}
