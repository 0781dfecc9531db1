package io.frelay.relay.config;

/** Treatment of a revocation list that is overdue. */
public enum OverdueList {
  /** It counts, and whoever is not on it is let in. */
  ACCEPT,
  /** Nobody new is let in until there is a newer one. */
  REFUSE
}
