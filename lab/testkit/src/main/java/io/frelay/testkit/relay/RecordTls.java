package io.frelay.testkit.relay;

import io.frelay.protocol.TlsRecord;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * TLS over a blocking channel that takes one record after the other and never a byte more (RFC
 * 8446, 5.1): what follows is still in the channel. Not safe for use by several threads.
 */
public final class RecordTls {
  private static final int LONGEST = TlsRecord.HEADER + TlsRecord.MAX_LENGTH;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer in = ByteBuffer.allocateDirect(LONGEST).flip();
  private final ByteBuffer out = ByteBuffer.allocateDirect(2 * LONGEST);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(LONGEST);

  public RecordTls(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
  }

  /** Both sides' authentication, to its end. */
  public void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> send(NOTHING.duplicate());
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
          // Netty's engine goes on from what it has already, and may need no more for the end.
          if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_UNWRAP) {
            engine.unwrap(in, plain);
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          sendLastFlight();
          return;
        }
      }
    }
  }

  /** Netty's engine calls a handshake finished while its own last messages are still to be sent. */
  private void sendLastFlight() throws IOException {
    if (engine instanceof ReferenceCountedOpenSslEngine) {
      while (wrap(NOTHING.duplicate()) > 0) {}
    }
  }

  /** Sends one record. */
  public void send(ByteBuffer text) throws IOException {
    do {
      wrap(text);
    } while (text.hasRemaining());
  }

  private int wrap(ByteBuffer text) throws IOException {
    out.clear();
    SSLEngineResult result = engine.wrap(text, out);
    if (result.getStatus() != SSLEngineResult.Status.OK) {
      throw new SSLException("cannot send: " + result);
    }
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return result.bytesProduced();
  }

  /** All that comes until the other side's close_notify, which is not answered. */
  public byte[] readToCloseNotify() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      SSLEngineResult.Status status = receive();
      plain.flip();
      while (plain.hasRemaining()) {
        all.write(plain.get());
      }
      plain.clear();
      if (status == SSLEngineResult.Status.CLOSED) {
        return all.toByteArray();
      }
    }
  }

  private SSLEngineResult.Status receive() throws IOException {
    if (!in.hasRemaining()) {
      readRecord();
    }
    return engine.unwrap(in, plain).getStatus();
  }

  private void readRecord() throws IOException {
    in.clear().limit(TlsRecord.HEADER);
    fill();
    int length = in.getShort(TlsRecord.HEADER - 2) & 0xffff;
    if (TlsRecord.HEADER + length > in.capacity()) {
      throw new SSLException("what came is not TLS");
    }
    in.limit(TlsRecord.HEADER + length);
    fill();
    in.flip();
  }

  private void fill() throws IOException {
    while (in.hasRemaining()) {
      if (channel.read(in) < 0) {
        throw new EOFException("the connection ended");
      }
    }
  }
}
