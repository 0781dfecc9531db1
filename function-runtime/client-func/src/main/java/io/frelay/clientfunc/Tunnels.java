package io.frelay.clientfunc;

import io.frelay.client.ClientRuntime;
import io.frelay.client.CredentialsException;
import io.frelay.client.internal.rehearsal.Rehearsal;
import io.frelay.pem.PemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What {@code listen}, {@code forward} and {@code mesh} make of the environment. */
final class Tunnels {
  private final Environment environment;
  private final ClientRuntime sessions;
  private final CurrentCredentials credentials;
  private final String tag;
  private final Duration timeout;

  /**
   * Tunnels only make sense through a relay, and have no number of sessions.
   *
   * @param certs the folder that the command line names
   */
  Tunnels(
      Environment environment, Optional<Path> certs, ClientRuntime sessions, Messenger messenger)
      throws UsageException, CredentialsException {
    if (environment.text("MODE").isPresent()) {
      throw new UsageException("MODE is set, but tunnels go through the relay; unset it");
    }
    if (Settings.sessions(environment) != 1) {
      throw new UsageException("CONN is for tests; tunnels have --max-sessions");
    }
    Threads.daemon(Tunnels::rehearse).start();
    this.environment = environment;
    this.sessions = sessions;
    this.tag = environment.decoded("TAG").orElse("");
    this.timeout = environment.duration("TIMEOUT", Settings.DEFAULT_TIMEOUT);
    this.credentials =
        new CurrentCredentials(new CredentialsLoader(environment, certs, messenger), messenger);
  }

  /** The process waits for others at first, so that its processors have the time for it. */
  private static void rehearse() {
    try {
      Rehearsal.run();
    } catch (PemException | IOException e) {
      // The first session takes longer, and that is all.
    }
  }

  /** This party's name, as its certificates have it. */
  String self() {
    return credentials.get().party();
  }

  Duration timeout() {
    return timeout;
  }

  /** With the peer in {@code DEST}. */
  Tunnel toDestination() throws UsageException {
    return tunnel(Settings.destination(environment), tag);
  }

  /** For the connections that a party of a mesh makes to another one. */
  Tunnel between(String peer, String dialled) throws UsageException {
    return tunnel(peer, tag + ">" + dialled);
  }

  private Tunnel tunnel(String peer, String fullTag) throws UsageException {
    return new Tunnel(
        peer, fullTag, timeout, SessionOpener.client(environment, sessions), credentials);
  }
}
