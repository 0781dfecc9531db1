package io.frelay.client;

/**
 * Credentials as of now, for a client that is kept for longer than they are. Safe for use by
 * several threads.
 */
@FunctionalInterface
public interface CredentialsSource {
  /**
   * Asked before each session; always those of the same party.
   *
   * @throws CredentialsException if there are none of use; no session begins then
   */
  PartyCredentials current() throws CredentialsException;
}
