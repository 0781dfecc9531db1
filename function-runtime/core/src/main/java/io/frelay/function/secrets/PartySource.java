package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.CredentialsException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Keeps the party's secrets and looks them up again when a file has changed, or, where some come
 * from a service or the configuration, after {@link #REFRESH}. A change that cannot be used leaves
 * the old ones in place and is logged once; so does one that would take a list of the revoked away.
 *
 * <p>Nothing is read before the first call, so that a snapshot of the process holds no secret. Safe
 * for use by several threads.
 */
public final class PartySource {
  /** As long as AWS's extension itself keeps a secret. */
  static final Duration REFRESH = Duration.ofMinutes(5);

  private static final Logger LOG = Logger.getLogger(PartySource.class);

  private final Map<String, String> environment;
  private final Variables configuration;
  private final AwsExtension aws;
  private Map<PartyVariable, Secret> secrets;
  private Party party;
  private boolean hasList;
  private WatchedFiles files;
  private boolean mayChange; // once some have come from where that is so
  private long readAt;

  PartySource(Map<String, String> environment, Variables configuration, AwsExtension aws) {
    this.environment = environment;
    this.configuration = configuration;
    this.aws = aws;
  }

  /** Reads this process's environment, or another's. */
  public static PartySource of(Map<String, String> environment) {
    return new PartySource(
        environment, Variables.of(Map.of()), new AwsExtensionClient(environment));
  }

  /** The same, and of an application's configuration where the environment has not all. */
  static PartySource of(
      Map<String, String> environment, Config configuration, List<ExtensionSecrets> extensions) {
    return new PartySource(
        environment,
        new ConfiguredVariables(configuration, extensions),
        new AwsExtensionClient(environment));
  }

  /**
   * Reads the configuration alone: another party of the same application.
   *
   * @param prefix of its properties, with a full stop at its end
   * @param environment names the proxies, and says whether an overdue list ends everything
   */
  static PartySource configured(
      String prefix,
      Map<String, String> environment,
      Config configuration,
      List<ExtensionSecrets> extensions) {
    Map<String, String> others = new HashMap<>(environment);
    others.keySet().removeIf(PartySource::isOfThisParty);
    return new PartySource(
        others,
        new ConfiguredVariables(configuration, prefix, extensions),
        new AwsExtensionClient(others));
  }

  private static boolean isOfThisParty(String variable) {
    return variable.startsWith("FRELAY_")
        || Arrays.stream(PartyVariable.values())
            .anyMatch(each -> variable.equals(each.name()) || variable.equals(each.fileVariable()));
  }

  /**
   * The party as of now.
   *
   * @throws SecretsException that names what is missing or of no use
   */
  public synchronized Party current() throws SecretsException {
    if (party == null) {
      read();
    } else if (isDue()) {
      try {
        if (read()) {
          LOG.info("the secrets were read again and are in use");
        }
      } catch (SecretsException e) {
        LOG.warnf(
            "the secrets were read again but are of no use, the former stay: %s", e.getMessage());
      }
    }
    try {
      party.credentials().requireValidNow();
    } catch (CredentialsException e) {
      throw new SecretsException(e.getMessage(), e);
    }
    return party;
  }

  /** The party as it was last read, if it was; reads nothing. */
  public synchronized Optional<Party> known() {
    return Optional.ofNullable(party);
  }

  private boolean isDue() {
    return files.haveChanged() || (mayChange && System.nanoTime() - readAt > REFRESH.toNanos());
  }

  /** Reads the secrets. Returns whether they are others than before. */
  private boolean read() throws SecretsException {
    readAt = System.nanoTime();
    files = new WatchedFiles();
    AwsExtension noting =
        id -> {
          mayChange = true;
          return aws.secret(id);
        };
    Lookup lookup = new Lookup(environment, configuration, files, noting);
    Map<PartyVariable, Secret> found = lookup.all();
    mayChange |= lookup.mayChange();
    if (found.equals(secrets)) {
      return false; // and what was connected by them stays of use
    }
    boolean listed = found.containsKey(PartyVariable.USER_CRL);
    if (hasList && !listed) {
      throw new SecretsException(
          "USER_CRL is no longer there, and whom it revokes would be let in; put it back, or"
              + " restart to do without");
    }
    Party read = Party.of(found, environment);
    if (party != null) {
      requireListNotOlder(read, party);
    }
    hasList = listed;
    secrets = found;
    party = read;
    read.credentials().warning().ifPresent(LOG::warn);
    return true;
  }

  private static void requireListNotOlder(Party read, Party former) throws SecretsException {
    try {
      read.credentials().requireListNotOlderThan(former.credentials());
    } catch (CredentialsException e) {
      throw new SecretsException(e.getMessage(), e);
    }
  }
}
