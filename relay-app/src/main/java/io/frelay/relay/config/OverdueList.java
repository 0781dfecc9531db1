package io.frelay.relay.config;

/** What a revocation list is worth whose successor was due. */
public enum OverdueList {
  /** It counts, and whoever is not on it is let in. */
  ACCEPT,
  /** Nobody new is let in until there is a newer one. */
  REFUSE
}
