package io.frelay.clientfunc;

import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;

/**
 * The party's certificates as they are when each session is asked for: a process that listens or
 * forwards lives longer than a certificate does. Safe for use by several threads.
 */
final class CurrentCredentials {
  private final CredentialsLoader loader;
  private final Messenger messenger;
  private PartyCredentials credentials;
  private String trouble = "";

  CurrentCredentials(CredentialsLoader loader, Messenger messenger)
      throws CredentialsException, UsageException {
    this.loader = loader;
    this.messenger = messenger;
    this.credentials = loader.load();
  }

  /** New ones that are of no use, such as a certificate whose key is yet to come, are said once. */
  synchronized PartyCredentials get() {
    if (credentials.haveFilesChanged() || loader.hasMore()) {
      renew();
    }
    return credentials;
  }

  private void renew() {
    try {
      PartyCredentials fresh = loader.load();
      fresh.requireListNotOlderThan(credentials);
      credentials = fresh;
      trouble = "";
      messenger.say("the new certificates are in use");
    } catch (CredentialsException | UsageException e) {
      if (!trouble.equals(e.getMessage())) {
        trouble = e.getMessage();
        messenger.say("the new certificates are refused, the former ones stay in use: " + trouble);
      }
    }
  }
}
