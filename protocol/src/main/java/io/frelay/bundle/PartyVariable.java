package io.frelay.bundle;

import java.util.Optional;

/** What a party is told, by the names that its environment, its secrets and its bundle use. */
public enum PartyVariable {
  /** Where the relay listens: {@code host:port}. */
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
  /** What the user CA has revoked. */
  USER_CRL(true),
  /** The parties to meet, with commas between them. */
  DEST(false),
  /** Tells sessions of the same parties apart. */
  TAG(false);

  private final boolean pem;

  PartyVariable(boolean pem) {
    this.pem = pem;
  }

  /** Whether its value is PEM; otherwise it is plain text. */
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
