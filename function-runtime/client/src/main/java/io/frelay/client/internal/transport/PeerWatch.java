package io.frelay.client.internal.transport;

import io.frelay.credentials.RevocationListInForce;

/**
 * Ends the sessions of a party's credentials whose peer is not to be trusted any more: its
 * certificate expires, or comes onto the revocation list. There is no thread while no session
 * stands.
 */
public final class PeerWatch {
  private final ExpiryWatch expiry = new ExpiryWatch();
  private final RevocationWatch revocations;

  /**
   * @param list of the credentials
   */
  public PeerWatch(RevocationListInForce list) {
    revocations = new RevocationWatch(list);
  }

  /** Watches over a session until it is over. */
  public void add(StandingSessions.Session session) {
    revocations.add(session);
    expiry.add(session);
  }
}
