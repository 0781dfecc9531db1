package io.frelay.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * One end of TLS over a real socket, driven by hand and apart from the code under test: every byte
 * on the wire is the test's to place.
 */
final class EngineEnd implements Closeable {
  private static final int ROOM = 1 << 16;

  final Socket socket;
  final SSLEngine engine;
  final DataInputStream in;

  EngineEnd(Socket socket, SSLEngine engine) throws IOException {
    this(socket, engine, socket.getInputStream());
  }

  /** Goes on with an engine whose socket was read from a little through {@code in}. */
  EngineEnd(Socket socket, SSLEngine engine, InputStream in) throws IOException {
    this.socket = socket;
    this.engine = engine;
    this.in = new DataInputStream(in);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  void handshake() throws IOException {
    engine.beginHandshake();
    continueHandshake();
  }

  void continueHandshake() throws IOException {
    try {
      while (true) {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_WRAP) {
          send(seal(new byte[0]));
        } else if (status == HandshakeStatus.NEED_UNWRAP) {
          unsealRecord();
        } else {
          return;
        }
      }
    } catch (IOException e) {
      send(seal(new byte[0])); // the alert
      throw e;
    }
  }

  /** A server's first flight, not sent. */
  byte[] answerTo(byte[] clientHello) throws IOException {
    engine.unwrap(ByteBuffer.wrap(clientHello), ByteBuffer.allocate(ROOM));
    runTasks();
    return seal(new byte[0]);
  }

  /** All that the engine has to send, then {@code data}. */
  byte[] seal(byte[] data) throws IOException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    ByteBuffer source = ByteBuffer.wrap(data);
    ByteBuffer record = ByteBuffer.allocate(ROOM);
    SSLEngineResult result;
    do {
      result = engine.wrap(source, record.clear());
      sealed.write(record.array(), 0, record.position());
      runTasks();
    } while (result.bytesProduced() > 0
        && (source.hasRemaining() || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)
        && result.getStatus() == SSLEngineResult.Status.OK);
    return sealed.toByteArray();
  }

  byte[] closeNotify() throws IOException {
    engine.closeOutbound();
    return seal(new byte[0]);
  }

  /** The next data; null at close_notify. */
  byte[] read() throws IOException {
    byte[] data = unsealRecord();
    while (data != null && data.length == 0) {
      data = unsealRecord();
    }
    return data;
  }

  private byte[] unsealRecord() throws IOException {
    ByteBuffer plain = ByteBuffer.allocate(ROOM);
    SSLEngineResult result = engine.unwrap(ByteBuffer.wrap(record()), plain);
    runTasks();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      return null;
    }
    byte[] data = new byte[plain.position()];
    plain.flip().get(data);
    return data;
  }

  private byte[] record() throws IOException {
    byte[] header = in.readNBytes(5);
    if (header.length < 5) {
      throw new IOException("raw end of stream");
    }
    int length = ByteBuffer.wrap(header, 3, 2).getShort() & 0xffff;
    byte[] body = in.readNBytes(length);
    return ByteBuffer.allocate(5 + length).put(header).put(body).array();
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
