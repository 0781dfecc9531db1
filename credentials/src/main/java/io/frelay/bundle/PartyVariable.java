package io.frelay.bundle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Variables of a party, by their names in its environment, secrets and bundle. */
public enum PartyVariable {
  /** Address of the relay: {@code host:port}; several are separated by commas. */
  RELAY(Kind.TEXT, true),
  /** The CA that signs the relay's certificate. */
  RELAY_CA(Kind.PEM, true),
  /** The party's certificate for the relay, with any intermediate CAs behind it. */
  RELAY_CERT(Kind.PEM, true),
  /** The key of {@link #RELAY_CERT}. */
  RELAY_KEY(Kind.PEM, true),
  /** The CA that signs the peers' certificates. */
  USER_CA(Kind.PEM, true),
  /** The party's certificate for its peers, with any intermediate CAs behind it. */
  PARTY_CERT(Kind.PEM, true),
  /** The key of {@link #PARTY_CERT}. */
  PARTY_KEY(Kind.PEM, true),
  /** Revocation list of {@link #USER_CA}; without it nobody is revoked. */
  USER_CRL(Kind.PEM, false),
  /** The parties to meet unless told otherwise, with commas between them. */
  DEST(Kind.TEXT, false),
  /** Tells sessions of the same parties apart unless told otherwise. */
  TAG(Kind.TEXT, false);

  /** Behind a variable's name: names a file that holds the value. */
  public static final String FILE_SUFFIX = "_FILE";

  private static final List<PartyVariable> PEMS =
      Arrays.stream(values()).filter(PartyVariable::isPem).toList();

  private enum Kind {
    PEM,
    TEXT
  }

  private final Kind kind;
  private final boolean required;

  PartyVariable(Kind kind, boolean required) {
    this.kind = kind;
    this.required = required;
  }

  /** The credentials: those whose value is PEM. */
  public static List<PartyVariable> pems() {
    return PEMS;
  }

  /** True if the value is PEM, false if it is plain text. */
  public boolean isPem() {
    return kind == Kind.PEM;
  }

  /** True if a party cannot do without. */
  public boolean isRequired() {
    return required;
  }

  /** The variable that names a file with the value. */
  public String fileVariable() {
    return name() + FILE_SUFFIX;
  }

  /** The variable of this name, if there is one. */
  public static Optional<PartyVariable> named(String name) {
    return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
  }
}
