package io.frelay.client.internal.rehearsal;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A handshake of two engines in memory, and one byte each way. */
final class MemoryHandshake {
  private static final int CAPACITY = 1 << 16;

  /** A handshake takes fewer. */
  private static final int MAX_STEPS = 100;

  private final Side client;
  private final Side server;

  /** One engine, and what is on its way to it. */
  private static final class Side {
    private final SSLEngine engine;
    private final ByteBuffer arriving = ByteBuffer.allocate(CAPACITY);
    private final ByteBuffer read = ByteBuffer.allocate(CAPACITY);

    Side(SSLEngine engine) {
      this.engine = engine;
    }

    boolean isDone() {
      return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
          && arriving.position() == 0;
    }

    void step(Side other) throws IOException {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        engine.wrap(ByteBuffer.allocate(0), other.arriving);
      } else {
        take();
      }
    }

    void say(byte what, Side other) throws IOException {
      engine.wrap(ByteBuffer.wrap(new byte[] {what}), other.arriving);
      other.take();
    }

    private void take() throws IOException {
      arriving.flip();
      if (arriving.hasRemaining()) {
        engine.unwrap(arriving, read);
      }
      arriving.compact();
    }
  }

  MemoryHandshake(SSLEngine client, SSLEngine server) {
    this.client = new Side(client);
    this.server = new Side(server);
  }

  /**
   * Runs it.
   *
   * @return the byte that each side has read, the server's first
   * @throws IOException if it fails
   */
  byte[] run() throws IOException {
    client.engine.beginHandshake();
    server.engine.beginHandshake();
    for (int step = 0; !client.isDone() || !server.isDone(); step++) {
      if (step == MAX_STEPS) {
        throw new IOException("the handshake does not end");
      }
      client.step(server);
      server.step(client);
    }
    client.say((byte) 1, server);
    server.say((byte) 2, client);
    return new byte[] {server.read.get(0), client.read.get(0)};
  }
}
