package io.frelay.trials;

import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A relay with certificates of its own, the application as party 0, and party 1 waiting for it. */
public class TestRelayAndPeer implements QuarkusTestResourceLifecycleManager {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PairingRelay relay;
  private Party one;

  @Override
  public Map<String, String> start() {
    try {
      TestWorld certificates = new TestWorld();
      relay = new PairingRelay(certificates);
      one = PartySource.of(environment(certificates, "1")).current();
      Thread peer = new Thread(this::await, "party 1");
      peer.setDaemon(true);
      peer.start();
      Map<String, String> configuration = new HashMap<>();
      environment(certificates, "0")
          .forEach((name, text) -> configuration.put(property(name), text));
      configuration.put(property("DEST"), "1");
      return configuration;
    } catch (Exception e) { // certificates are made with many kinds of them
      throw new IllegalStateException(e);
    }
  }

  private void await() {
    try {
      FrelayClient.builder()
          .relays(one.relays())
          .credentials(one.credentials())
          .build()
          .connect("0", "tested", PATIENCE)
          .close();
    } catch (Exception e) { // then the test fails, for want of a peer
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> environment(TestWorld certificates, String name) throws Exception {
    Map<String, String> environment = new HashMap<>(certificates.environment(name));
    environment.put("RELAY", relay.address().toString());
    return environment;
  }

  private static String property(String name) {
    return "frelay.party." + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void stop() {
    try {
      relay.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
