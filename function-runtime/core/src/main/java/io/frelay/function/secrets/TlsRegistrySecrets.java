package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates and keys of configurations in the TLS registry. As PEM they are checked as all
 * others are; nothing else of such a configuration counts.
 */
@Singleton
@Priority(1)
class TlsRegistrySecrets implements ExtensionSecrets {
  /** What a party has for the relay, and for its peers. */
  private enum Side {
    RELAY(PartyVariable.RELAY_CA, PartyVariable.RELAY_CERT, PartyVariable.RELAY_KEY),
    USER(PartyVariable.USER_CA, PartyVariable.PARTY_CERT, PartyVariable.PARTY_KEY);

    private final PartyVariable ca;
    private final PartyVariable certificate;
    private final PartyVariable key;

    Side(PartyVariable ca, PartyVariable certificate, PartyVariable key) {
      this.ca = ca;
      this.certificate = certificate;
      this.key = key;
    }

    /** Names its configuration. */
    String variable() {
      return name() + "_TLS";
    }
  }

  private final TlsConfigurationRegistry registry;
  private final Vertx vertx;

  @Inject
  TlsRegistrySecrets(TlsConfigurationRegistry registry, Vertx vertx) {
    this.registry = registry;
    this.vertx = vertx;
  }

  @Override
  public Map<String, Secret> read(Variables configuration) throws SecretsException {
    Map<String, Secret> secrets = new HashMap<>();
    for (Side side : Side.values()) {
      Optional<String> name = configuration.get(side.variable());
      if (name.isPresent()) {
        TlsMaterial material = material(name.get(), configuration.place(side.variable()));
        read(side, material, "TLS configuration " + name.get(), secrets);
      }
    }
    return secrets;
  }

  private TlsMaterial material(String name, String place) throws SecretsException {
    Optional<TlsConfiguration> tls = registry.get(name);
    if (tls.isEmpty()) {
      throw new SecretsException(
          "%s names TLS configuration %s, but there is no quarkus.tls.%s"
              .formatted(place, name, name));
    }
    return TlsMaterial.of(tls.get(), vertx, "TLS configuration " + name);
  }

  private static void read(
      Side side, TlsMaterial material, String source, Map<String, Secret> secrets)
      throws SecretsException {
    Map<PartyVariable, String> pems = new HashMap<>();
    pems.put(side.ca, material.ca());
    pems.put(side.certificate, material.certificates());
    pems.put(side.key, material.key());
    if (side == Side.USER) {
      pems.put(PartyVariable.USER_CRL, material.revoked());
    } else if (!material.revoked().isEmpty()) {
      throw new SecretsException(
          source + " has a revocation list, but no party checks one of relays");
    }
    for (Map.Entry<PartyVariable, String> each : pems.entrySet()) {
      String name = each.getKey().name();
      secrets.put(name, Secret.of(each.getValue(), name + " of " + source));
    }
  }
}
