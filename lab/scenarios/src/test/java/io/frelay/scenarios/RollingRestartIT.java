package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three relays that are restarted one after the other, with clients that know all of them. */
@Timeout(180)
class RollingRestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SESSIONS = 6;

  private final List<RelayProcess> relays = new ArrayList<>();
  private final List<RelayAddress> addresses = new ArrayList<>();
  private RedisServer redis;

  @AfterEach
  void stop() {
    relays.forEach(RelayProcess::close);
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void noSessionIsLostAndWaitersMeetAtOnce() throws Exception {
    assumeThat(RedisServer.program()).as("a redis-server that runs here").isPresent();
    redis = RedisServer.start();
    for (int i = 0; i < 3; i++) {
      addresses.add(new RelayAddress("127.0.0.1", FreePort.next()));
    }
    for (RelayAddress each : addresses) {
      relays.add(relay(each));
    }
    awaitMembers();
    try (FrelayClient zero = client("0");
        FrelayClient one = client("1")) {
      List<Session> sessions = new ArrayList<>();
      meet(zero, one, "before", sessions);
      int number = 0;
      for (int i = 0; i < 3; i++) {
        RelayProcess old = relays.get(i);
        List<Future<PeerConnection>> waiters = waiters(zero, "during-" + i);
        old.terminate();
        old.awaitLine("draining");
        long begun = System.nanoTime();
        join(waiters, one, "during-" + i, sessions);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).as("relay %d", i).isLessThan(Duration.ofSeconds(8));
        number = talk(sessions, number);
        assertThat(old.awaitExit()).as("%s", old.log()).isIn(0, 143);
        number = talk(sessions, number);
        relays.set(i, relay(addresses.get(i)));
        awaitMembers();
        number = talk(sessions, number);
      }
      for (Session each : sessions) {
        each.end();
      }
    }
  }

  private RelayProcess relay(RelayAddress address) {
    return RelayProcess.startOn(
        address.port(),
        Shared.PKI,
        "relay.cluster.registry=redis",
        "relay.cluster.listen=127.0.0.1:0",
        "relay.cluster.trunks=2",
        "relay.cluster.party-address=" + address,
        "relay.drain-timeout=500ms",
        "quarkus.redis.hosts=" + redis.url());
  }

  private void awaitMembers() {
    relays.forEach(each -> each.awaitMeter("frelay_cluster_members", 3));
  }

  private FrelayClient client(String party) {
    return FrelayClient.builder()
        .relays(addresses)
        .credentials(Shared.PKI.credentials("user1", party))
        .build();
  }

  private void meet(FrelayClient zero, FrelayClient one, String tag, List<Session> sessions)
      throws Exception {
    join(waiters(zero, tag), one, tag, sessions);
  }

  /** Connects as often as there are sessions, and returns when all wait. */
  private List<Future<PeerConnection>> waiters(FrelayClient client, String tag)
      throws InterruptedException {
    List<Future<PeerConnection>> waiters = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      String own = tag + "-" + i;
      waiters.add(Parties.run(() -> client.connect("1", own, PATIENCE)));
    }
    while (relays.stream().mapToDouble(each -> each.meter("frelay_waiters")).sum() < SESSIONS) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return waiters;
  }

  private static void join(
      List<Future<PeerConnection>> waiters, FrelayClient one, String tag, List<Session> sessions)
      throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      PeerConnection met = one.connect("0", tag + "-" + i, PATIENCE);
      sessions.add(new Session(Parties.await(waiters.get(i)), met));
    }
  }

  private static int talk(List<Session> sessions, int number) throws IOException {
    for (Session each : sessions) {
      each.talk(number);
    }
    return number + 1;
  }

  /** Both ends of a session whose bytes are numbered. */
  private record Session(PeerConnection zero, PeerConnection one) {
    void talk(int number) throws IOException {
      zero.out().write(number);
      zero.out().flush();
      one.out().write(number);
      one.out().flush();
      assertThat(one.in().read()).isEqualTo(number);
      assertThat(zero.in().read()).isEqualTo(number);
    }

    void end() throws IOException {
      zero.shutdownOutput();
      one.shutdownOutput();
      assertThat(zero.in().read()).isEqualTo(-1);
      assertThat(one.in().read()).isEqualTo(-1);
    }
  }
}
