package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.Proxies;
import io.frelay.client.RelayAddress;
import io.frelay.credentials.PemSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Identity of this function, its relays, and the peers that it meets unless told otherwise.
 *
 * @param relays where to meet, in the order in which to try
 * @param proxies through which they are reached
 * @param dest the peers by default; may be empty
 * @param tag the session's tag by default; may be empty
 */
public record Party(
    List<RelayAddress> relays,
    Proxies proxies,
    PartyCredentials credentials,
    List<String> dest,
    String tag) {
  /** The same party at other relays. */
  public Party at(List<RelayAddress> others) {
    return new Party(others, proxies, credentials, dest, tag);
  }

  /** Returns a builder of clients of this party. */
  public FrelayClient.Builder client() {
    return FrelayClient.builder().relays(relays).credentials(credentials).proxies(proxies);
  }

  /**
   * @param environment names the proxies, and says whether an overdue list ends everything
   */
  static Party of(Map<PartyVariable, Secret> secrets, Map<String, String> environment)
      throws SecretsException {
    try {
      return new Party(
          relays(secrets.get(PartyVariable.RELAY)),
          proxies(environment),
          PartyCredentials.fromSources(credentials(secrets)).heeding(environment),
          list(text(secrets, PartyVariable.DEST)),
          text(secrets, PartyVariable.TAG));
    } catch (CredentialsException e) {
      throw new SecretsException(e.getMessage(), e);
    }
  }

  /** Splits a list with commas; empty members are dropped. */
  public static List<String> list(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }

  private static Map<PartyVariable, PemSource> credentials(Map<PartyVariable, Secret> secrets) {
    Map<PartyVariable, PemSource> sources = new EnumMap<>(PartyVariable.class);
    for (PartyVariable name : PartyVariable.pems()) {
      Secret secret = secrets.get(name);
      if (secret != null) {
        sources.put(name, new PemSource(secret.source(), secret.text(), secret.file()));
      }
    }
    return sources;
  }

  private static List<RelayAddress> relays(Secret secret) throws SecretsException {
    try {
      return RelayAddress.parseAll(secret.text());
    } catch (IllegalArgumentException e) {
      // The parser's message quotes the text; whatever was put here by mistake is not to be logged.
      throw new SecretsException(
          secret.source() + " is not an address: write host:port, such as relay.example.org:6000");
    }
  }

  private static Proxies proxies(Map<String, String> environment) throws SecretsException {
    try {
      return Proxies.fromEnvironment(environment);
    } catch (IllegalArgumentException e) {
      throw new SecretsException(e.getMessage()); // which quotes nothing
    }
  }

  private static String text(Map<PartyVariable, Secret> secrets, PartyVariable name) {
    Secret secret = secrets.get(name);
    return secret == null ? "" : secret.text().strip();
  }
}
