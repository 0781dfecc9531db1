package io.frelay.client;

/** The six PEMs of a party, named as in the environment. */
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
  PARTY_KEY
}
