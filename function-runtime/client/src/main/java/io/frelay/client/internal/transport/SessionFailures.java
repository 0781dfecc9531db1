package io.frelay.client.internal.transport;

import io.frelay.client.PeerRestartedException;
import io.frelay.client.SessionCounts;
import io.frelay.client.SessionLostException;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.session.SessionEnd;
import io.frelay.client.internal.session.SessionRulesException;
import java.io.IOException;
import java.util.Optional;

/** Failures of reads and writes of a session that is over. */
final class SessionFailures {
  private SessionFailures() {}

  static IOException of(
      SessionEnd end, String peer, SessionCounts counts, Optional<SessionRulesException> fault) {
    return switch (end) {
      case CLOSED_HERE, FAILED_HERE, REUSED -> RawTransport.closedHere(peer);
      case LEFT_BY_PEER -> new IOException("party " + peer + " has closed the session");
      case CUT_SHORT_BY_PEER ->
          new TruncatedStreamException(
              "party "
                  + peer
                  + " closed the session before the end of its stream: the data is cut short");
      case PEER_RESTARTED -> new PeerRestartedException(peer, counts);
      case ABORTED_BY_PEER ->
          new SessionLostException("party " + peer + " broke the session off", counts, null);
      case REFUSED_BY_PEER ->
          new SessionLostException(
              "party " + peer + " found fault with what it was sent and broke the session off",
              counts,
              null);
      case PEER_BROKE_RULES -> fault.orElseThrow();
    };
  }
}
