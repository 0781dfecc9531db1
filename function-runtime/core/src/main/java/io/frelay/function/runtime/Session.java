package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.secrets.Party;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.Names;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Peers and tag of an invocation, checked.
 *
 * @param peers all different, none this party itself; none at all if the request says so
 */
record Session(String tag, List<String> peers) {
  /** Far above any computation's number of parties; each is a connection. */
  private static final int MAX_PEERS = 64;

  /** The client's own bound: no request to the relay is longer than with it. */
  private static final Duration LONGEST = Duration.ofDays(365);

  static Session of(Party self, Meeting meeting) throws FunctionException {
    List<String> named = meeting.peers() != null ? meeting.peers() : self.dest();
    String tag = meeting.tag() != null ? meeting.tag() : self.tag();
    Set<String> peers = new LinkedHashSet<>();
    for (String peer : named) {
      if (peer == null || !Names.isParty(peer)) {
        throw refused("a peer's name is 1 to 64 printable ASCII characters");
      }
      if (!peer.equals(self.credentials().party()) && !peers.add(peer)) {
        throw refused("peer " + peer + " is named twice");
      }
    }
    if (peers.isEmpty() && !isWithoutPeers(meeting)) {
      throw refused(
          "no peer is named: say which in the request ('peers' in 'frelay', or the header "
              + Headers.PEERS
              + "), or set DEST; an empty list is for a call without peers; this is party "
              + self.credentials().party());
    }
    if (peers.size() > MAX_PEERS) {
      throw refused("more than " + MAX_PEERS + " peers are named");
    }
    requireTag(self.credentials().party(), tag);
    for (String peer : peers) {
      requireTag(peer, tag);
    }
    return new Session(tag, List.copyOf(peers));
  }

  /** A list of this party alone is more likely to be meant for another. */
  private static boolean isWithoutPeers(Meeting meeting) {
    return meeting.peers() != null && meeting.peers().isEmpty();
  }

  private static void requireTag(String peer, String tag) throws FunctionException {
    try {
      var unused = AuthRequest.version2(peer, tag, LONGEST).encode();
    } catch (IllegalArgumentException e) {
      throw refused("the tag cannot be used: " + e.getMessage());
    }
  }

  private static FunctionException refused(String message) {
    return new FunctionException(ErrorCode.BAD_INPUT, message);
  }
}
