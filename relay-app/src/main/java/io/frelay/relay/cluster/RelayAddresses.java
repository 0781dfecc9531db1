package io.frelay.relay.cluster;

import java.util.Optional;

/**
 * Addresses of one relay, each {@code host:port}.
 *
 * @param trunk at which other relays reach it
 * @param parties at which parties do, as they are configured; empty if it does not say
 */
record RelayAddresses(String trunk, Optional<String> parties) {
  static RelayAddresses parse(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? new RelayAddresses(text, Optional.empty())
        : new RelayAddresses(text.substring(0, space), Optional.of(text.substring(space + 1)));
  }

  /** As the registry has it. */
  @Override
  public String toString() {
    return parties.map(each -> trunk + " " + each).orElse(trunk);
  }
}
