package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.session.Output;
import io.frelay.client.internal.tls.GracefulClose;
import io.frelay.client.internal.tls.PeerInput;
import io.frelay.client.internal.tls.TlsStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * One connection of a session. One thread at a time may receive, one may send; {@link #cut} may
 * come from any.
 */
final class SessionConnection {
  private final TcpConnection tcp;
  private final TlsStream tls;
  private final PeerInput in;
  private final List<X509Certificate> peerChain;
  private final Instant validUntil;

  SessionConnection(EstablishedConnection established) {
    tcp = established.tcp();
    tls = established.tls();
    in = established.in();
    peerChain = tls.peerChain();
    validUntil = ExpiryWatch.validUntil(peerChain);
    tcp.delayInterrupts(); // the session looks whether its peer is there, and cuts what blocks
  }

  /** Certificates that the peer has shown, its own first. */
  List<X509Certificate> peerChain() {
    return peerChain;
  }

  /** When the first of that expires. */
  Instant validUntil() {
    return validUntil;
  }

  /**
   * The next bytes of the peer; what is not taken of them comes again.
   *
   * @param bound null for none
   * @return null if the peer has closed the connection in good order
   */
  ByteBuffer receive(Deadline bound) throws IOException {
    tcp.boundReads(bound);
    return in.next();
  }

  void send(Output output) throws IOException {
    if (output.leaves()) {
      leave();
    } else {
      tls.write(output.bytes().toArray(ByteBuffer[]::new));
    }
  }

  /** Ends the own direction; the peer's answer can still be read. */
  private void leave() throws IOException {
    try {
      if (tls.closeOutput(Deadline.in(GracefulClose.BRIEF))) {
        tcp.shutdownOutput();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the socket at once. */
  void cut() {
    tcp.close();
  }

  /** Ends in good order, by the deadline. A thread that receives is released sooner. */
  void end(Deadline deadline) {
    GracefulClose.closeReleasingReader(tcp, tls, deadline);
  }
}
