package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.RefusedException;
import io.frelay.client.RelayAddress;
import io.frelay.client.RelayUnreachableException;
import io.frelay.credentials.PartyIdentity;
import io.frelay.protocol.Refusal;
import io.frelay.protocol.RefusalCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Failures of an attempt at one relay, each with what to do about it. */
record RelayFailures(RelayAddress relay, PartyIdentity party) {
  FrelayException unreachable(IOException cause) {
    return new RelayUnreachableException(
        "the relay %s cannot be reached (%s); check the address, and that the relay is running"
            .formatted(relay, reason(cause)),
        cause);
  }

  /** The relay has not answered the request: mostly because the peer has not come. */
  FrelayException noAnswer(IOException cause, AttemptTarget target) {
    return cause instanceof SocketTimeoutException
        ? peerTimeout(cause, target)
        : new RelayUnreachableException(
            "the relay %s went away before it answered (%s); see its log for why"
                .formatted(relay, reason(cause)),
            cause);
  }

  FrelayException refused(Refusal refusal, AttemptTarget target) {
    if (refusal.code() == RefusalCode.PEER_TIMEOUT) {
      return peerTimeout(null, target);
    }
    return new RefusedException(
        "the relay %s refused party %s's request for party %s: %s (%s)"
            .formatted(
                relay, party.party(), target.peer(), refusal.message(), refusal.code().wireName()),
        refusal.message(),
        refusal.code());
  }

  private PeerTimeoutException peerTimeout(IOException cause, AttemptTarget target) {
    return new PeerTimeoutException(
        "party %s%s did not come to %s within %s; we are party %s, tag '%s': check that it runs with"
                .formatted(
                    target.peer(),
                    party.user().isEmpty() ? "" : " of " + party.user(),
                    relay,
                    Deadline.text(target.timeout()),
                    party.party(),
                    target.tag())
            + " the same relay, user and tag",
        !target.isLast(),
        cause);
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException ? "unknown host" : e.getMessage();
  }
}
