package io.frelay.relay.cluster;

import java.util.Map;
import java.util.Optional;

/** The relays of the cluster that are alive, by the last beat; this one among them. */
final class Members {
  private volatile Map<String, String> addresses = Map.of();

  void set(Map<String, String> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  /** Address of a relay's trunk, host:port; empty if it is not alive. */
  Optional<String> address(String relay) {
    return Optional.ofNullable(addresses.get(relay));
  }

  Map<String, String> all() {
    return addresses;
  }

  int size() {
    return addresses.size();
  }
}
