package io.frelay.client.internal.dial;

import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.client.TraceContext;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.tls.ApplicationProtocols;
import io.frelay.client.internal.tls.EndToEnd;
import io.frelay.client.internal.tls.PeerInput;
import io.frelay.client.internal.tls.TlsStream;
import java.util.Optional;

/**
 * A connection to the peer as it has just come about: end-to-end TLS stands, nothing was said.
 *
 * @param in what the peer sends over the TLS; {@code tls} is for all else
 * @param knowsNamedStreams whether both sides know named streams
 * @param trace of which the peer has said that this is a part
 */
public record EstablishedConnection(
    TcpConnection tcp,
    TlsStream tls,
    PeerInput in,
    PeerIdentity peer,
    SessionFacts facts,
    boolean knowsNamedStreams,
    Optional<TraceContext> trace) {
  /**
   * Returns one whose handshake is done.
   *
   * @param endToEnd what has made the TLS
   */
  public static EstablishedConnection of(
      TcpConnection tcp, TlsStream tls, EndToEnd endToEnd, SessionFacts facts) {
    return new EstablishedConnection(
        tcp,
        tls,
        endToEnd.input(tls),
        endToEnd.identity(tls),
        facts,
        EndToEnd.knowsNamedStreams(tls),
        endToEnd.peersTrace());
  }

  /** Returns whether both sides can take a session up again that loses its connection. */
  public boolean isResumable() {
    return agreedOn(ApplicationProtocols.RESUMABLE) || isReusable();
  }

  /** Returns whether both sides can also leave it to their next session. */
  public boolean isReusable() {
    return agreedOn(ApplicationProtocols.REUSABLE);
  }

  private boolean agreedOn(String protocol) {
    return facts.endToEnd().applicationProtocol().equals(protocol);
  }
}
