package io.frelay.scenarios.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/**
 * A version 1 party that reads ahead, as Go's crypto/tls does: every read takes all that is there
 * into a buffer that belongs to the TLS layer, and what is behind the close_notify in it is lost to
 * the raw connection. A party like that hangs for good if the relay sends anything too early.
 */
public final class ReadAheadParty implements AutoCloseable {
  private final Socket socket;
  private final SSLEngine engine;
  private final Duration lateness;
  private final ByteBuffer received = ByteBuffer.allocate(1 << 16).flip();
  private int swallowed;

  private ReadAheadParty(Socket socket, SSLEngine engine, Duration lateness) {
    this.socket = socket;
    this.engine = engine;
    this.lateness = lateness;
  }

  /** Connects and sends a request; the peer need not be there. */
  public static ReadAheadParty request(int port, SSLContext tls, String dest, String tag)
      throws IOException {
    return request(port, tls, dest, tag, Duration.ZERO);
  }

  /**
   * The same for a party that is starved of its processor.
   *
   * @param lateness how long after its bytes are there each read returns, with what came meanwhile
   */
  public static ReadAheadParty request(
      int port, SSLContext tls, String dest, String tag, Duration lateness) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    SSLEngine engine = tls.createSSLEngine("frelay", port);
    engine.setUseClientMode(true);
    ReadAheadParty party = new ReadAheadParty(socket, engine, lateness);
    party.handshake();
    party.write("{\"DestParty\":\"%s\",\"Tag\":\"%s\"}\n".formatted(dest, tag));
    return party;
  }

  /** Waits for Ready and the close_notify. */
  public String awaitReady() throws IOException {
    StringBuilder ready = new StringBuilder();
    while (!engine.isInboundDone()) {
      ready.append(read());
    }
    swallowed = received.remaining();
    return ready.toString();
  }

  /** Number of raw bytes that its TLS layer has swallowed. */
  public int swallowed() {
    return swallowed;
  }

  /** The connection itself, raw from {@link #awaitReady} on. */
  public Socket raw() {
    return socket;
  }

  private void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> write("");
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> read();
        default -> {
          return;
        }
      }
    }
  }

  private void write(String text) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 15);
    engine.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), out);
    socket.getOutputStream().write(out.array(), 0, out.position());
  }

  /** One step of the engine; reads as much as there is when it needs more. */
  private String read() throws IOException {
    ByteBuffer out = ByteBuffer.allocate(1 << 15);
    SSLEngineResult result = engine.unwrap(received, out);
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      readAhead();
    }
    return new String(out.array(), 0, out.position(), StandardCharsets.UTF_8);
  }

  private void readAhead() throws IOException {
    received.compact();
    InputStream in = socket.getInputStream();
    int first = in.read();
    if (first < 0) {
      throw new IOException("the relay closed the connection");
    }
    received.put((byte) first);
    LockSupport.parkNanos(lateness.toNanos());
    int there = Math.min(in.available(), received.remaining());
    received.position(
        received.position() + in.readNBytes(received.array(), received.position(), there));
    received.flip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
