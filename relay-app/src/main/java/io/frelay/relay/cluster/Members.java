package io.frelay.relay.cluster;

import io.frelay.protocol.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The relays of the cluster that are alive, by the last beat; this one among them. */
final class Members {
  private volatile Map<String, RelayAddresses> relays = Map.of();

  void set(Map<String, RelayAddresses> relays) {
    this.relays = Map.copyOf(relays);
  }

  /** Address of a relay's trunk, host:port; empty if it is not alive. */
  Optional<String> address(String relay) {
    return Optional.ofNullable(relays.get(relay)).map(RelayAddresses::trunk);
  }

  /** Each relay's addresses, by its id. */
  Map<String, RelayAddresses> all() {
    return relays;
  }

  /** Addresses for parties of relays but one, each once; of very many some, by chance. */
  List<String> partyAddresses(String except) {
    Set<String> addresses = new LinkedHashSet<>();
    relays.forEach(
        (relay, its) -> {
          if (!relay.equals(except)) {
            its.parties().ifPresent(addresses::add);
          }
        });
    List<String> some = new ArrayList<>(addresses);
    Collections.shuffle(some);
    return List.copyOf(some.subList(0, Math.min(some.size(), Refusal.MAX_RELAYS)));
  }

  int size() {
    return relays.size();
  }
}
