package io.frelay.function.client;

import io.frelay.client.ClientRuntime;
import io.frelay.client.ConnectListener;
import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.function.FunctionConfig;
import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.PartySources;
import io.frelay.function.secrets.SecretsException;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The application's clients by their names; each is made when it is first injected. */
@Singleton
public class Clients {
  /** Name of the client of the application's own party. */
  public static final String OWN = "";

  /** Name of a client in metrics and traces. */
  public static String label(String name) {
    return name.equals(OWN) ? "own" : name;
  }

  /** Makes a listener for a client. */
  public interface Observer {
    /**
     * Called once for each client.
     *
     * @param name empty for that of the application's own party
     */
    ConnectListener observe(String name, PartySource party);
  }

  private final PartySource own;
  private final PartySources sources;
  private final ClientsConfig config;
  private final FunctionConfig settings;
  private final Instance<Observer> observers;
  private final ClientRuntime runtime = new ClientRuntime();
  private final Map<String, PartySource> parties = new HashMap<>();
  private final Map<String, FrelayClient> made = new HashMap<>();

  @Inject
  Clients(
      PartySource own,
      PartySources sources,
      ClientsConfig config,
      FunctionConfig settings,
      Instance<Observer> observers) {
    this.own = own;
    this.sources = sources;
    this.config = config;
    this.settings = settings;
    this.observers = observers;
  }

  synchronized FrelayClient get(String name) {
    return made.computeIfAbsent(name, this::make);
  }

  private FrelayClient make(String name) {
    PartySource party = party(name);
    try {
      FrelayClient.Builder client =
          party
              .current()
              .client()
              .credentials(() -> credentials(party))
              .runtime(runtime)
              .preparedConnections(settings.preparedConnections());
      observers.forEach(each -> client.listener(each.observe(name, party)));
      return client.build();
    } catch (SecretsException e) {
      String which = name.equals(OWN) ? "the client" : "client " + name;
      throw new ConfigurationException(which + " cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * Names of the clients that the configuration has, and of those that are in use.
   *
   * @return empty for that of the application's own party
   */
  public synchronized Set<String> names() {
    Set<String> names = new TreeSet<>(config.named().keySet());
    names.addAll(made.keySet());
    return names;
  }

  /**
   * The party of a client.
   *
   * @throws ConfigurationException if the configuration has no such client
   */
  public synchronized PartySource party(String name) {
    return parties.computeIfAbsent(name, this::source);
  }

  private PartySource source(String name) {
    if (name.equals(OWN)) {
      return own;
    }
    if (!config.named().containsKey(name)) {
      throw new ConfigurationException(
          "client %s is injected, but the configuration has no frelay.clients.%s"
              .formatted(name, name));
    }
    return sources.configured("frelay.clients." + name + ".");
  }

  private static PartyCredentials credentials(PartySource party) throws CredentialsException {
    try {
      return party.current().credentials();
    } catch (SecretsException e) {
      throw new CredentialsException(e.getMessage(), e);
    }
  }

  @PreDestroy
  synchronized void close() {
    made.values().forEach(FrelayClient::close);
  }
}
