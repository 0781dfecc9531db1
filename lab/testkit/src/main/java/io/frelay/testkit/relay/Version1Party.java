package io.frelay.testkit.relay;

import io.frelay.protocol.Answer;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.Names;
import io.frelay.protocol.Ready;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A party that has met its peer by version 1 of the protocol.
 *
 * @param channel raw now, and joined with the peer's; blocking
 * @param role what it is to be in the end-to-end TLS
 */
public record Version1Party(SocketChannel channel, Role role) {
  /** Connects, authenticates, asks, and waits until the peer is there. */
  public static Version1Party meet(
      InetSocketAddress relay, LoadIdentity identity, String peer, String tag) throws IOException {
    SocketChannel channel = SocketChannel.open(relay);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      RecordTls tls = new RecordTls(channel, identity.client(Names.RELAY));
      tls.handshake();
      tls.send(ByteBuffer.wrap(AuthRequest.version1(peer, tag).encode()));
      Answer answer = Answer.decode(tls.readToCloseNotify());
      if (answer instanceof Ready ready) {
        return new Version1Party(channel, ready.role());
      }
      throw new IOException("the relay refused: " + answer);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
