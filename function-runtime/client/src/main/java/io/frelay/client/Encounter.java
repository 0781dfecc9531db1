package io.frelay.client;

import java.util.Optional;

/**
 * A connection to the peer as it has just come about: end-to-end TLS stands, nothing was said.
 *
 * @param in what the peer sends over the TLS; {@code tls} is for all else
 * @param trace of which the peer has said that this is a part
 * @param revoked ends what stands over it, if the peer comes onto its list
 */
record Encounter(
    Wire wire,
    TlsStream tls,
    PeerInput in,
    PeerIdentity peer,
    SessionFacts facts,
    Optional<TraceContext> trace,
    RevocationWatch revoked) {
  /** Whether both sides can take a session up again that loses its connection. */
  boolean isResumable() {
    return facts.endToEnd().applicationProtocol().equals(Resumption.PROTOCOL);
  }
}
