package io.frelay.chaos;

import io.frelay.chaos.proxy.FaultProxy;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.redis.RedisServer;
import io.frelay.testkit.relay.RelayLauncher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Redis of several relays, and a proxy in front of the trunk of each. */
final class RelayCluster implements AutoCloseable {
  /** Time for sessions when a relay is told to stop. */
  static final Duration DRAIN = Duration.ofSeconds(1);

  final RedisServer redis = RedisServer.start();
  private final List<Integer> ports = new ArrayList<>();
  private final List<FaultProxy> trunks = new ArrayList<>();

  RelayCluster(int relays) throws IOException, InterruptedException {
    for (int i = 0; i < relays; i++) {
      int port = FreePort.next();
      ports.add(port);
      trunks.add(new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }
  }

  /**
   * Settings of one of the relays.
   *
   * @param address at which parties reach it
   */
  RelayLauncher with(RelayLauncher launcher, int relay, String address) {
    return launcher
        .inCluster(redis.url())
        .with("RELAY_CLUSTER_LISTEN", "127.0.0.1:" + ports.get(relay))
        .with("RELAY_CLUSTER_ADVERTISE", "127.0.0.1:" + trunks.get(relay).port())
        .with("RELAY_CLUSTER_PARTY_ADDRESS", address)
        .with("RELAY_DRAIN_TIMEOUT", DRAIN.toMillis() + "ms");
  }

  /** The other relays reach this one no more, or again; it reaches them. */
  void isolate(int relay, boolean isolated) {
    trunks.get(relay).isolate(isolated);
  }

  @Override
  public void close() throws IOException {
    for (FaultProxy trunk : trunks) {
      trunk.close();
    }
    redis.close();
  }
}
