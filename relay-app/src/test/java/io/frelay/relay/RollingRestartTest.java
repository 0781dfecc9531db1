package io.frelay.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.CertificateFolder;
import io.frelay.adm.CertificateOptions;
import io.frelay.adm.Layout;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import io.frelay.relay.cluster.TestRedis;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three relays that are restarted one after the other, with clients that know all of them. */
@Timeout(120)
class RollingRestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SESSIONS = 6;

  @TempDir private Path folder;
  private final List<TestRelayServer> relays = new ArrayList<>();
  private final List<RelayAddress> addresses = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private RedisServer redis;

  @AfterEach
  void stop() {
    threads.shutdownNow();
    relays.forEach(TestRelayServer::close);
    if (redis != null) {
      redis.close();
    }
  }

  private TestRelayServer relay(int index) throws StartupException {
    return TestRelayServer.start(
        folder,
        redis.url(),
        Map.of(
            "relay.port", Integer.toString(addresses.get(index).port()),
            "relay.cluster.party-address", addresses.get(index).toString(),
            "relay.drain-timeout", "500ms"));
  }

  private void awaitMembers() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (relays.stream().anyMatch(each -> each.server.cluster().orElseThrow().members() != 3)) {
      assertThat(System.nanoTime()).as("three members within 60 s").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private FrelayClient client(String party) throws Exception {
    Layout layout = new CertificateFolder(folder).layout();
    return FrelayClient.builder()
        .relays(addresses)
        .credentials(
            PartyCredentials.fromFiles(
                layout.relayCa().certificate(),
                layout.atRelay("u", party).certificate(),
                layout.atRelay("u", party).key(),
                layout.userCa("u").certificate(),
                layout.endToEnd("u", party).certificate(),
                layout.endToEnd("u", party).key()))
        .build();
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

  @Test
  void noSessionIsLostAndWaitersMeetAtOnce() throws Exception {
    CertificateFolder certificates = new CertificateFolder(folder);
    certificates.createRelay(List.of(), CertificateOptions.DEFAULTS);
    certificates.createUser("u", CertificateOptions.DEFAULTS);
    certificates.createParty("u", "0", CertificateOptions.DEFAULTS);
    certificates.createParty("u", "1", CertificateOptions.DEFAULTS);
    redis = TestRedis.start();
    for (int i = 0; i < 3; i++) {
      addresses.add(new RelayAddress("127.0.0.1", FreePort.next()));
    }
    for (int i = 0; i < 3; i++) {
      relays.add(relay(i));
    }
    awaitMembers();
    try (FrelayClient zero = client("0");
        FrelayClient one = client("1")) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        Future<PeerConnection> waits = connecting(zero, "1", "s" + i);
        sessions.add(new Session(one.connect("0", "s" + i, PATIENCE), waits.get()));
      }
      int number = 0;
      for (int i = 0; i < 3; i++) {
        List<Future<PeerConnection>> waiters = new ArrayList<>();
        for (int j = 0; j < SESSIONS; j++) {
          waiters.add(connecting(zero, "1", "w" + i + j));
        }
        awaitWaiters(SESSIONS);
        Future<?> drained = threads.submit(relays.get(i).server::drain);
        awaitDraining(relays.get(i));
        long begun = System.nanoTime();
        for (int j = 0; j < SESSIONS; j++) {
          PeerConnection met = one.connect("0", "w" + i + j, PATIENCE);
          sessions.add(new Session(met, waiters.get(j).get()));
        }
        long took = System.nanoTime() - begun;
        assertThat(Duration.ofNanos(took)).as("relay %d", i).isLessThan(Duration.ofSeconds(8));
        number = talk(sessions, number);
        drained.get();
        relays.get(i).close();
        number = talk(sessions, number);
        relays.set(i, relay(i));
        awaitMembers();
        number = talk(sessions, number);
      }
      for (Session each : sessions) {
        each.end();
      }
    }
  }

  private static int talk(List<Session> sessions, int number) throws IOException {
    for (Session each : sessions) {
      each.talk(number);
    }
    return number + 1;
  }

  private Future<PeerConnection> connecting(FrelayClient client, String peer, String tag) {
    return threads.submit(() -> client.connect(peer, tag, PATIENCE));
  }

  private void awaitWaiters(int count) throws InterruptedException {
    while (relays.stream().mapToDouble(each -> each.metered("frelay.waiters")).sum() < count) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static void awaitDraining(TestRelayServer relay) throws InterruptedException {
    while (relay.server.phase() == RelayServer.Phase.READY) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
