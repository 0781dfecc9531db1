package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session that stands ends when its peer's certificate comes onto the list in the file. */
@Timeout(60)
class RevokedWhileConnectedTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  /** Longer than these tests: nothing here ends because of it. */
  private static final FrelayClient.Builder PATIENT =
      FrelayClient.builder()
          .resumption(Resumption.DEFAULTS.withReconnectTimeout(Duration.ofMinutes(10)));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  @TempDir private Path folder;
  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);
  private ListFile list;
  private Map<String, String> zerosEnvironment;
  private Issued one;
  private Issued two;
  private PeerConnection atZero;
  private PeerConnection atOne;

  @BeforeEach
  void start() throws Exception {
    list = ListFile.in(folder, world.userCa);
    zerosEnvironment = new HashMap<>(world.environment("0"));
    zerosEnvironment.put("USER_CRL_FILE", list.revoke().toString());
    one = world.userCa.issue(Wanted.party("1", TestWorld.USER));
    two = world.userCa.issue(Wanted.party("2", TestWorld.USER));
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    for (PeerConnection each : new PeerConnection[] {atZero, atOne}) {
      if (each != null) {
        each.abort();
      }
    }
    relay.close();
  }

  private PartyCredentials party(String name, Issued certificate) throws Exception {
    Issued atRelay = world.relayCa.issue(Wanted.party(name, TestWorld.USER));
    return PartyCredentials.fromPem(world.pems(atRelay, certificate));
  }

  private void meet(FrelayClient.Builder options) throws Exception {
    PartyCredentials zero = PartyCredentials.fromEnvironment(zerosEnvironment);
    PartyCredentials peer = party("1", one);
    Future<PeerConnection> other =
        threads.submit(
            () -> TestWorld.client(peer, relay.address(), options).connect("0", "t", LONG));
    atZero = TestWorld.client(zero, relay.address(), options).connect("1", "t", LONG);
    atOne = get(other);
    atOne.out().write(7);
    assertThat(atZero.in().read()).isEqualTo(7);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private void assertRevoked(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(PeerRevokedException.class)
        .hasMessage(
            "the certificate of party 1 has been revoked, says %s: the session was ended; the party needs a new one",
            list.path());
  }

  private static Throwable writingUntilItFails(PeerConnection connection) {
    return catchThrowable(
        () -> {
          while (true) {
            connection.out().write(new byte[1 << 12]);
          }
        });
  }

  @Test
  void readsAndWritesFailAndThePeerIsTold() throws Exception {
    meet(PATIENT);
    Future<Throwable> reader = threads.submit(() -> catchThrowable(() -> atZero.in().read()));
    Future<Throwable> writer = threads.submit(() -> writingUntilItFails(atZero));
    list.revoke(one);
    assertRevoked(get(reader));
    assertRevoked(get(writer));
    assertRevoked(catchThrowable(() -> atZero.in().read()));
    assertRevoked(catchThrowable(() -> atZero.shutdownOutput()));
    assertThatThrownBy(() -> atOne.in().readAllBytes())
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining("party 0 broke the session off");
  }

  @Test
  void aRawStreamIsCut() throws Exception {
    meet(FrelayClient.builder().withoutResumption());
    Future<Throwable> reader = threads.submit(() -> catchThrowable(() -> atZero.in().read()));
    list.revoke(one);
    assertRevoked(get(reader));
    assertRevoked(writingUntilItFails(atZero));
    assertRevoked(catchThrowable(() -> atZero.shutdownOutput()));
    assertThatThrownBy(() -> atOne.in().readAllBytes()).isInstanceOf(IOException.class);
  }

  @Test
  void soIsOneWithoutARelay() throws Exception {
    PartyCredentials zero = PartyCredentials.fromEnvironment(zerosEnvironment);
    PartyCredentials peer = party("1", one);
    try (DirectListener listener = new DirectListener(new RelayAddress("127.0.0.1", 0), zero)) {
      Future<PeerConnection> accepted = threads.submit(() -> listener.accept("1", LONG));
      RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
      atOne = DirectConnection.connect(target, peer, "0", LONG);
      atZero = get(accepted);
      list.revoke(one);
      assertRevoked(catchThrowable(() -> atZero.in().read()));
    }
  }

  @Test
  void aSessionThatHasLostItsConnectionIsNotTakenUpAgain() throws Exception {
    meet(PATIENT);
    relay.close();
    relay.cut();
    list.revoke(one);
    assertRevoked(catchThrowable(() -> atZero.in().read()));
  }

  @Test
  void whatHadComeIsNotGivenOutAnyMore() throws Exception {
    for (FrelayClient.Builder options :
        new FrelayClient.Builder[] {PATIENT, FrelayClient.builder().withoutResumption()}) {
      list.revoke();
      meet(options);
      atOne.out().write(new byte[100]);
      atOne.shutdownOutput();
      assertThat(atZero.in().read()).isZero(); // the others are read ahead with it
      list.revoke(one);
      assertRevoked(writingUntilItFails(atZero));
      assertRevoked(catchThrowable(() -> atZero.in().read()));
    }
  }

  @Test
  void sessionsWithOthersGoOn() throws Exception {
    meet(PATIENT);
    list.revoke(two);
    PartyCredentials zero = PartyCredentials.fromEnvironment(zerosEnvironment);
    list.revoke();
    PartyCredentials peer = party("2", two);
    Future<PeerConnection> other =
        threads.submit(
            () -> TestWorld.client(peer, relay.address(), PATIENT).connect("0", "t", LONG));
    try (PeerConnection toTwo =
            TestWorld.client(zero, relay.address(), PATIENT).connect("2", "t", LONG);
        PeerConnection atTwo = get(other)) {
      list.revoke(two);
      assertThatThrownBy(() -> toTwo.in().read()).isInstanceOf(PeerRevokedException.class);
      assertThatThrownBy(() -> atTwo.in().read()).isInstanceOf(SessionLostException.class);
    }
    atOne.out().write(8);
    assertThat(atZero.in().read()).isEqualTo(8);
  }

  /** The others' may still stand for a moment. */
  @Test
  void whoHasNoListInAFileHasNoThreadForIt() throws Exception {
    while (isWatching()) {
      LockSupport.parkNanos(1_000_000);
    }
    zerosEnvironment.remove("USER_CRL_FILE");
    zerosEnvironment.put("USER_CRL", world.userCrl());
    meet(PATIENT);
    assertThat(isWatching()).isFalse();
    atOne.out().write(8);
    assertThat(atZero.in().read()).isEqualTo(8);
  }

  private static boolean isWatching() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(each -> each.getName().equals("frelay-revocations"));
  }
}
