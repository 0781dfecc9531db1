package io.frelay.relay.rendezvous;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.PartyId;

/**
 * Key that two parties must share to meet: the user, the two names in either order, and the tag.
 * The user comes from a certificate, so nobody meets another user's party.
 */
public record PairingKey(String user, String lesser, String greater, String tag) {
  public static PairingKey of(Arrival arrival) {
    return of(arrival.party(), arrival.request().destParty(), arrival.request().tag());
  }

  /** The key of a party that wants to meet {@code peer}. */
  public static PairingKey of(PartyId party, String peer, String tag) {
    boolean inOrder = party.name().compareTo(peer) < 0;
    return new PairingKey(
        party.user(), inOrder ? party.name() : peer, inOrder ? peer : party.name(), tag);
  }
}
