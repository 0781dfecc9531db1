package io.frelay.function.deployment;

import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.function.secrets.PartySource;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A relay, and this function as party 0. */
@Singleton
class RelayWorld {
  private final TestWorld certificates = new TestWorld();
  private final PairingRelay relay = new PairingRelay(certificates);

  PartySource party(String name) {
    Map<String, String> environment = certificates.environment(name);
    environment.put("RELAY", relay.address().toString());
    return PartySource.of(environment);
  }

  /** Party 1 meets the function by the tag "t", and leaves. */
  void comeAndGo() throws Exception {
    FrelayClient client = certificates.client("1", relay.address());
    client.connect("0", "t", Duration.ofSeconds(30)).close();
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  PartySource self() {
    return party("0");
  }

  @PreDestroy
  void close() throws IOException {
    relay.close();
  }
}
