package io.frelay.client;

/** The PEMs of a party, named as in the environment. */
public enum Credential {
  /** The CA that signs the relay's certificate. */
  RELAY_CA,
  /** The party's certificate for the relay, with any intermediate CAs behind it. */
  RELAY_CERT,
  /** The key of {@link #RELAY_CERT}. */
  RELAY_KEY,
  /** The CA that signs the peers' certificates. */
  USER_CA,
  /** The party's certificate for its peers, with any intermediate CAs behind it. */
  PARTY_CERT,
  /** The key of {@link #PARTY_CERT}. */
  PARTY_KEY,
  /** What {@link #USER_CA} has revoked. The only one that may be missing: then nobody is. */
  USER_CRL;

  /** Whether a party cannot do without. */
  public boolean isRequired() {
    return this != USER_CRL;
  }
}
