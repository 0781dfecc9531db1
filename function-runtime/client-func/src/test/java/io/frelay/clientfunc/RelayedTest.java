package io.frelay.clientfunc;

import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;

/** Set-up of a test whose parties meet at a relay that joins any two. */
abstract class RelayedTest {
  @AutoClose("shutdownNow")
  final ExecutorService threads = Executors.newCachedThreadPool(Threads::daemon);

  final TestWorld world = new TestWorld();
  @AutoClose final PairingRelay relay = new PairingRelay(world);

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
