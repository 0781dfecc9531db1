package io.frelay.function;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import java.util.Optional;

/**
 * A party's secrets in the configuration. That is {@code application.properties} with its profiles,
 * {@code .env}, a Vault or a Kubernetes config source, what a test resource gives. They count where
 * none of the other places of {@link io.frelay.bundle.PartyVariable} has them. Their values are
 * never logged.
 */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "frelay.party")
public interface PartyConfig {
  /** The relay's address, {@code host:port}; several are separated by commas. */
  Optional<Secret<String>> relay();

  /** The CA that signs the relay's certificate, in PEM as the next six. */
  Optional<Secret<String>> relayCa();

  /** The party's certificate for the relay. */
  Optional<Secret<String>> relayCert();

  /** The key of {@link #relayCert}. */
  Optional<Secret<String>> relayKey();

  /** The CA that signs the peers' certificates. */
  Optional<Secret<String>> userCa();

  /** The party's certificate for its peers. */
  Optional<Secret<String>> partyCert();

  /** The key of {@link #partyCert}. */
  Optional<Secret<String>> partyKey();

  /** Revocation list of {@link #userCa}. */
  Optional<Secret<String>> userCrl();

  /** The parties to meet where a request names none, separated by commas. */
  Optional<Secret<String>> dest();

  /** The session's tag where a request names none. */
  Optional<Secret<String>> tag();

  /** A directory with a file for each of these, named as its variable: {@code RELAY_CA}. */
  Optional<Secret<String>> directory();

  /** All of these together, as {@code fr-adm secrets} makes it. */
  Optional<Secret<String>> bundle();

  /** A file with such a bundle. */
  Optional<Secret<String>> bundleFile();

  /**
   * Name by which a credentials provider of the application gives these, by the names of their
   * variables ({@code RELAY_CA}), or a bundle as its password.
   */
  Optional<String> credentialsProvider();

  /** Name of the bean that is the credentials provider, if there are several. */
  Optional<String> credentialsProviderName();

  /**
   * TLS configuration ({@code quarkus.tls.NAME}) with {@link #relayCert} and its key in the key
   * store, and {@link #relayCa} in the trust store.
   */
  Optional<String> relayTls();

  /**
   * The same with {@link #partyCert} and its key, {@link #userCa}, and {@link #userCrl} if there is
   * one.
   */
  Optional<String> userTls();
}
