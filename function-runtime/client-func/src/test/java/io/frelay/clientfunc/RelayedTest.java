package io.frelay.clientfunc;

import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Set-up of a test whose parties meet at a relay that joins any two. */
abstract class RelayedTest {
  final ExecutorService threads = Executors.newCachedThreadPool(Threads::daemon);
  TestWorld world;
  PairingRelay relay;

  @BeforeEach
  void startRelay() throws Exception {
    world = new TestWorld();
    relay = new PairingRelay(world);
  }

  @AfterEach
  void stopRelay() throws Exception {
    relay.close();
    threads.shutdownNow();
  }

  /** Variables of a party that wants no peer yet. */
  Map<String, String> environment(String name) throws Exception {
    Map<String, String> environment = world.environment(name);
    environment.put("RELAY", relay.address().toString());
    return environment;
  }

  /** Variables of a party that wants to meet another. */
  Map<String, String> environment(String name, String dest) throws Exception {
    Map<String, String> environment = environment(name);
    environment.put("DEST", dest);
    return environment;
  }
}
