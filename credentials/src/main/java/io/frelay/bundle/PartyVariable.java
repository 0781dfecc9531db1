package io.frelay.bundle;

import java.util.Optional;

/** Variables of a party, by their names in its environment, secrets and bundle. */
public enum PartyVariable {
  /** Address of the relay: {@code host:port}. */
  RELAY(false),
  /** The relay CA's certificate. */
  RELAY_CA(true),
  /** The party's certificate at the relay. */
  RELAY_CERT(true),
  /** Its private key. */
  RELAY_KEY(true),
  /** The user CA's certificate. */
  USER_CA(true),
  /** The party's certificate, end to end. */
  PARTY_CERT(true),
  /** Its private key. */
  PARTY_KEY(true),
  /** Revocation list of the user CA. */
  USER_CRL(true),
  /** The parties to meet, with commas between them. */
  DEST(false),
  /** Tells sessions of the same parties apart. */
  TAG(false);

  private final boolean pem;

  PartyVariable(boolean pem) {
    this.pem = pem;
  }

  /** True if the value is PEM, false if it is plain text. */
  public boolean isPem() {
    return pem;
  }

  /** The variable of this name, if there is one. */
  public static Optional<PartyVariable> named(String name) {
    for (PartyVariable variable : values()) {
      if (variable.name().equals(name)) {
        return Optional.of(variable);
      }
    }
    return Optional.empty();
  }
}
