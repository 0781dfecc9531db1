package io.frelay.client;

import org.junit.jupiter.api.AutoClose;

/** Set-up of a test that is the relay itself, for each connection. */
abstract class TestRelayTest {
  final TestWorld world = new TestWorld();
  @AutoClose final TestRelay relay = new TestRelay(world);
}
