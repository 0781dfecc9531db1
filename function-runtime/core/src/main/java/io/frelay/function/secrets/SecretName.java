package io.frelay.function.secrets;

import io.frelay.client.Credential;
import java.util.Optional;

/**
 * What a function needs to be a party. Each is looked up by its name, in the order that {@link
 * Lookup} gives.
 */
public enum SecretName {
  /** The relay's address, {@code host:port}; several are separated by commas. */
  RELAY(true, null),
  /** The CA that signs the relay's certificate, in PEM as the next five. */
  RELAY_CA(true, Credential.RELAY_CA),
  /** The party's certificate for the relay. */
  RELAY_CERT(true, Credential.RELAY_CERT),
  /** The key of {@link #RELAY_CERT}. */
  RELAY_KEY(true, Credential.RELAY_KEY),
  /** The CA that signs the peers' certificates. */
  USER_CA(true, Credential.USER_CA),
  /** The party's certificate for its peers. */
  PARTY_CERT(true, Credential.PARTY_CERT),
  /** The key of {@link #PARTY_CERT}. */
  PARTY_KEY(true, Credential.PARTY_KEY),
  /** What {@link #USER_CA} has revoked. */
  USER_CRL(false, Credential.USER_CRL),
  /** The parties to meet where a request names none, separated by commas. */
  DEST(false, null),
  /** The session's tag where a request names none. */
  TAG(false, null);

  private final boolean required;
  private final Credential credential;

  SecretName(boolean required, Credential credential) {
    this.required = required;
    this.credential = credential;
  }

  boolean isRequired() {
    return required;
  }

  Optional<Credential> credential() {
    return Optional.ofNullable(credential);
  }
}
