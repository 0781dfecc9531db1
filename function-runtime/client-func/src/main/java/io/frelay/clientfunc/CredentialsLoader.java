package io.frelay.clientfunc;

import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Reads the credentials again and again, with what has come to lie in the folder meanwhile. */
final class CredentialsLoader {
  private final Environment environment;
  private final Optional<Path> option;
  private final Messenger messenger;
  private Set<Path> seen = Set.of();

  /**
   * @param option the folder that the command line names
   */
  CredentialsLoader(Environment environment, Optional<Path> option, Messenger messenger) {
    this.environment = environment;
    this.option = option;
    this.messenger = messenger;
  }

  PartyCredentials load() throws CredentialsException, UsageException {
    Set<Path> there = CredentialsFolder.optionalFiles(environment, option); // first: none is missed
    PartyCredentials credentials = CredentialsFolder.load(environment, option, messenger);
    seen = there;
    return credentials;
  }

  /** True if a file exists now that did not exist at the last load. */
  boolean hasMore() {
    try {
      return !seen.containsAll(CredentialsFolder.optionalFiles(environment, option));
    } catch (UsageException e) {
      return false; // it would have been one at the first load
    }
  }
}
