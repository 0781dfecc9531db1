package io.frelay.relay.authenticate;

import io.frelay.protocol.RefusalCode;

/** Text of a refusal, for people. It tells a party nothing new about others. */
final class RefusalText {
  private RefusalText() {}

  static String of(RefusalCode code, Arrival arrival) {
    String me = arrival.party().name();
    String peer = arrival.request().destParty();
    return switch (code) {
      case INVALID_REQUEST -> "party %s asked to meet itself".formatted(me);
      case NOT_ALLOWED -> "the relay's policy does not let %s meet %s".formatted(me, peer);
      case TOO_MANY_FROM_PARTY -> "party %s or its user has too many connections".formatted(me);
      case TAKEN_OVER ->
          "party %s came again for %s with the same tag; that connection waits now"
              .formatted(me, peer);
      case PEER_TIMEOUT -> "party %s did not come in time".formatted(peer);
      case DRAINING -> "the relay is going down; try again, or another relay";
      case UNKNOWN -> throw new IllegalArgumentException("never sent");
    };
  }
}
