package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;

/**
 * Key that two parties must share to meet: the user, the two names in either order, and the tag.
 * The user comes from a certificate, so nobody meets another user's party.
 */
public record PairingKey(String user, String lesser, String greater, String tag) {
  public static PairingKey of(Arrival arrival) {
    String one = arrival.party().name();
    String other = arrival.request().destParty();
    boolean inOrder = one.compareTo(other) < 0;
    return new PairingKey(
        arrival.party().user(),
        inOrder ? one : other,
        inOrder ? other : one,
        arrival.request().tag());
  }
}
