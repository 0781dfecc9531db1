package io.frelay.relay.config;

/** Registry of a cluster's waiting parties. */
public enum ClusterRegistry {
  /** Redis or Valkey. */
  REDIS
}
