package io.frelay.function.deployment;

import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.function.secrets.PartySource;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A relay, and this function as party 0. */
@Singleton
class RelayWorld {
  private final TestWorld certificates = new TestWorld();
  private final PairingRelay relay = new PairingRelay(certificates);

  RelayWorld() throws Exception {}

  PartySource party(String name) throws Exception {
    Map<String, String> environment = new HashMap<>(certificates.environment(name));
    environment.put("RELAY", relay.address().toString());
    return PartySource.of(environment);
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  PartySource self() throws Exception {
    return party("0");
  }

  @PreDestroy
  void close() throws IOException {
    relay.close();
  }
}
