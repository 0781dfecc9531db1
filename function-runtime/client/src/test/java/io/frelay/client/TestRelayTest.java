package io.frelay.client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Set-up of a test that is the relay itself, for each connection. */
abstract class TestRelayTest {
  TestWorld world;
  TestRelay relay;

  @BeforeEach
  void startRelay() throws Exception {
    world = new TestWorld();
    relay = new TestRelay(world);
  }

  @AfterEach
  void stopRelay() throws Exception {
    relay.close();
  }
}
