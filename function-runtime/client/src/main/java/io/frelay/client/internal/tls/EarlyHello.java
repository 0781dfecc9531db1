package io.frelay.client.internal.tls;

import io.frelay.protocol.ClientHello;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The end-to-end TLS of a party that does not know its role yet, begun as the client: its first
 * words are there but not sent. If it becomes the server, all this is thrown away.
 *
 * @param engine waits for the answer to the ClientHello
 * @param hello what the peer must be sent first
 */
public record EarlyHello(SSLEngine engine, ClientHello hello) {
  /** Begins the handshake of a client's engine. */
  static EarlyHello of(SSLEngine engine) throws SSLException {
    engine.beginHandshake();
    ByteBuffer records = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK) {
      if (status == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else {
        engine.wrap(ByteBuffer.allocate(0), records);
      }
      status = engine.getHandshakeStatus();
    }
    byte[] bytes = new byte[records.flip().remaining()];
    records.get(bytes);
    return new EarlyHello(engine, ClientHello.of(bytes));
  }
}
