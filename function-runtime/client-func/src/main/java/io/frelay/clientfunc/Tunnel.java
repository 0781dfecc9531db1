package io.frelay.clientfunc;

import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.time.Duration;

/**
 * The sessions of {@code listen} or {@code forward}, with the party's certificates as they are when
 * each is asked for: such a process lives longer than a certificate does. Not safe for use by
 * several threads.
 */
final class Tunnel {
  /** Reads the credentials. */
  interface Loader {
    PartyCredentials load() throws CredentialsException, UsageException;

    /** True if a file exists now that did not exist at the last load. */
    boolean hasMore();
  }

  private final Settings settings;
  private final FrelayClient.Builder client;
  private final Loader loader;
  private final Messenger messenger;
  private PartyCredentials credentials;
  private String trouble = "";

  /**
   * @param client knows all but the credentials
   */
  Tunnel(Settings settings, FrelayClient.Builder client, Loader loader, Messenger messenger)
      throws CredentialsException, UsageException {
    this.settings = settings;
    this.client = client;
    this.loader = loader;
    this.messenger = messenger;
    this.credentials = loader.load();
  }

  /** Time limit for one session's set-up. */
  Duration timeout() {
    return settings.timeout();
  }

  String peer() {
    return settings.dest();
  }

  PeerConnection open(Duration timeout) throws IOException, InterruptedException {
    renew();
    return client
        .credentials(credentials)
        .build()
        .connect(settings.dest(), settings.tag(), SessionOpener.FOR_STREAMS, timeout);
  }

  /** New ones that are of no use, such as a certificate whose key is yet to come, are said once. */
  private void renew() {
    if (!credentials.haveFilesChanged() && !loader.hasMore()) {
      return;
    }
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
