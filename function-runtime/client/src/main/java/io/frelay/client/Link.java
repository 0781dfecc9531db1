package io.frelay.client;

import io.frelay.client.session.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One connection of a session. One thread at a time may receive, one may send; {@link #cut} may
 * come from any.
 */
final class Link {
  /** Time for last words where nobody is to be kept waiting. */
  static final Duration FAREWELL = Duration.ofMillis(200);

  private final Wire wire;
  private final TlsStream tls;
  private final PeerInput in;
  private final List<X509Certificate> peerChain;
  private final Instant validUntil;

  Link(Encounter encounter) {
    wire = encounter.wire();
    tls = encounter.tls();
    in = encounter.in();
    peerChain = tls.peerChain();
    validUntil = ExpiryWatch.validUntil(peerChain);
  }

  /** What the peer has shown. */
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
    wire.boundReads(bound);
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
      if (tls.closeOutput(Deadline.in(FAREWELL))) {
        wire.shutdownOutput();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the socket at once. */
  void cut() {
    wire.close();
  }

  /** Ends in good order, by the deadline. A thread that receives is released sooner. */
  void end(Deadline deadline) {
    try {
      if (tls.closeOutput(deadline) && !tls.awaitReader(Deadline.in(FAREWELL))) {
        // The peer may take its time over what was sent before. With the output shut down as well,
        // the kernel would answer what it sends meanwhile with a reset.
        wire.shutdownInput();
        Thread.sleep(deadline.remainingMillis());
      }
    } catch (IOException e) {
      // The connection is already broken.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Farewell.say(wire, tls, deadline);
  }
}
