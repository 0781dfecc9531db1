package io.frelay.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.PemPair;
import io.frelay.adm.folder.RevokedParties;
import io.frelay.pem.Authorities;
import io.frelay.pem.CertifiedKey;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.ClientHello;
import io.frelay.relay.cluster.TestRedis;
import io.frelay.relay.cluster.TrunkRequests;
import io.frelay.testkit.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three relays in this JVM, a real Redis, and parties by hand over real sockets. */
class ClusterTest {
  private static final ClientHello HELLO =
      ClientHello.of(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 7});

  @TempDir private static Path folder;
  private static CertificateFolder certificates;
  private static List<X509Certificate> authorities;
  private static RedisServer redis;
  private static final List<TestRelayServer> RELAYS = new ArrayList<>();
  private static int tags;

  private final String tag = "t" + tags++;

  @BeforeAll
  static void start() throws Exception {
    certificates = new CertificateFolder(folder);
    certificates.createRelay(List.of(), CertificateOptions.DEFAULTS);
    certificates.createUser("u", CertificateOptions.DEFAULTS);
    certificates.createParty("u", "0", CertificateOptions.DEFAULTS);
    certificates.createParty("u", "1", CertificateOptions.DEFAULTS);
    String ca = Files.readString(certificates.layout().relayCa().certificate());
    authorities = Authorities.valid(ca, "CA", Instant.now()).valid();
    redis = TestRedis.start();
    for (int i = 0; i < 3; i++) {
      RELAYS.add(relay(Map.of()));
    }
    RELAYS.forEach(relay -> awaitMembers(relay, 3));
  }

  /** A guest by hand has not taken its waiter out of the registry, as a relay would have. */
  @BeforeEach
  void forget() {
    redis.send(
        "EVAL \"for i, k in ipairs(redis.call('KEYS', '*:w:*')) do redis.call('DEL', k) end\" 0");
  }

  @AfterAll
  static void stop() throws Exception {
    RELAYS.forEach(TestRelayServer::close);
    if (redis != null) {
      redis.close();
    }
  }

  private static TestRelayServer relay(Map<String, String> more) throws StartupException {
    return TestRelayServer.start(folder, redis.url(), more);
  }

  private static void awaitMembers(TestRelayServer relay, int count) {
    await(() -> relay.server.cluster().orElseThrow().members() == count);
  }

  private static void await(BooleanSupplier so) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static CertifiedKey key(PemPair pair) throws Exception {
    return CertifiedKey.of(
        Files.readString(pair.certificate()), "cert", Files.readString(pair.key()), "key");
  }

  private TestParty party(TestRelayServer relay, String name, int version, ClientHello hello)
      throws Exception {
    String peer = name.equals("0") ? "1" : "0";
    AuthRequest request =
        version == 1
            ? AuthRequest.version1(peer, tag)
            : AuthRequest.version2(peer, tag, Duration.ofSeconds(30));
    return TestParty.connect(
            relay.port(), key(certificates.layout().atRelay("u", name)), authorities)
        .send((hello == null ? request : request.withClientHelloIfItFits(hello)).encode());
  }

  private TestParty party(TestRelayServer relay, String name) throws Exception {
    return party(relay, name, 2, null);
  }

  /** A party that waits, and is known to the registry. */
  private TestParty waiter(TestRelayServer relay, String name, int version) throws Exception {
    TestParty party = party(relay, name, version, null);
    await(() -> relay.metered("frelay.waiters") > 0);
    await(() -> redis.send("EVAL \"return #redis.call('KEYS', '*:w:*')\" 0").equals(":1"));
    return party;
  }

  /** The relays have told both of their match. */
  private static void assertJoined(TestParty one, TestParty other) throws IOException {
    one.answer();
    other.answer();
    assertExchange(one, other);
  }

  private static void assertExchange(TestParty one, TestParty other) throws IOException {
    byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
    byte[] much = new byte[300_000];
    other.sendRaw(hello);
    assertThat(one.receiveRaw(hello.length)).isEqualTo(hello);
    one.sendRaw(much);
    assertThat(other.receiveRaw(much.length)).isEqualTo(much);
    one.sendRaw(hello);
    assertThat(other.receiveRaw(hello.length)).isEqualTo(hello);
    one.close();
    other.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2"})
  void partiesOfDifferentRelaysMeet(int ofWaiter, int ofSecond) throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", ofWaiter);
    TestParty second = party(RELAYS.get(1), "1", ofSecond, null);
    assertThat(second.answer()).startsWith("{\"Mode\":1");
    assertThat(waiter.answer()).startsWith("{\"Mode\":2");
    assertExchange(waiter, second);
  }

  @Test
  void theClientHelloOfTheSecondIsDelivered() throws Exception {
    TestParty waiter = waiter(RELAYS.get(2), "1", 2);
    TestParty second = party(RELAYS.get(0), "0", 2, HELLO);
    assertThat(second.answer()).startsWith("{\"Mode\":2").contains("ClientHelloDelivered");
    assertThat(waiter.answer()).startsWith("{\"Mode\":1");
    assertThat(waiter.receiveRaw(HELLO.length())).isEqualTo(HELLO.records());
    assertExchange(waiter, second);
  }

  @Test
  void aVersion1WaiterIsNotSentIt() throws Exception {
    TestParty waiter = waiter(RELAYS.get(2), "1", 1);
    TestParty second = party(RELAYS.get(0), "0", 2, HELLO);
    assertThat(second.answer()).startsWith("{\"Mode\":1").doesNotContain("Delivered");
    assertThat(waiter.answer()).startsWith("{\"Mode\":2");
    assertExchange(waiter, second);
  }

  @Test
  void theEndOfEachDirectionGetsThrough() throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", 2);
    TestParty second = party(RELAYS.get(1), "1");
    second.answer();
    waiter.answer();
    second.sendRaw(new byte[] {1});
    waiter.sendRaw(new byte[] {2});
    Thread other =
        new Thread(
            () -> {
              try {
                second.finish();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    other.start();
    assertThat(waiter.finish()).containsExactly(1);
    other.join(20_000);
    assertThat(other.isAlive()).isFalse();
  }

  @Test
  void aPartyTakesItsPlaceOverAtAnotherRelay() throws Exception {
    TestParty first = waiter(RELAYS.get(0), "0", 2);
    TestParty again = party(RELAYS.get(1), "0");
    assertThat(first.answer()).contains("taken_over");
    TestParty second = party(RELAYS.get(2), "1");
    assertJoined(again, second);
  }

  @Test
  void whoseRelayIsKilledMeetsAtAnother() throws Exception {
    TestRelayServer doomed = relay(Map.of());
    awaitMembers(RELAYS.get(1), 4);
    TestParty lost = waiter(doomed, "0", 2);
    doomed.kill();
    assertThatThrownBy(
            () -> {
              if (lost.answer().isEmpty()) {
                throw new IOException("nothing was said");
              }
            })
        .isInstanceOf(IOException.class);
    TestParty second = party(RELAYS.get(1), "1");
    TestParty again = party(RELAYS.get(2), "0");
    assertJoined(again, second);
    awaitMembers(RELAYS.get(1), 3);
  }

  @Test
  void aDrainingRelayNamesTheOthers() throws Exception {
    TestRelayServer goes = relay(Map.of("relay.cluster.party-address", "here.example:6000"));
    TestRelayServer stays = relay(Map.of("relay.cluster.party-address", "[::1]:6000"));
    awaitMembers(goes, 5);
    TestParty waiter = waiter(goes, "0", 2);
    goes.server.drain();
    assertThat(waiter.answer())
        .startsWith("{\"Error\":{\"Code\":\"draining\",")
        .endsWith(",\"Relays\":[\"[::1]:6000\"]}}");
    goes.close();
    stays.server.drain();
    stays.close();
    awaitMembers(RELAYS.get(1), 3);
  }

  @Test
  void aGuestThatBreaksOffLeavesTheWaiterWaiting() throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", 2);
    try (TestParty guest = guest()) {
      guest.send(new byte[] {1, 0});
    }
    TestParty second = party(RELAYS.get(1), "1");
    assertJoined(waiter, second);
  }

  /** Another relay, by hand. */
  private TestParty guest() throws Exception {
    return guest(key(certificates.layout().relay()));
  }

  private TestParty guest(CertifiedKey key) throws Exception {
    return TestParty.connect(RELAYS.get(0).trunkPort(), key, authorities);
  }

  private byte[] request(long expires, String peer) throws Exception {
    return request(expires, waiterId(), peer);
  }

  private byte[] request(long expires, long waiter, String peer) {
    return TrunkRequests.request(waiter, "u", "1", peer, tag, expires);
  }

  /** As the registry has it. */
  private static long waiterId() throws IOException {
    return Long.parseLong(
        redis
            .sendForBulk("EVAL \"return redis.call('GET', redis.call('KEYS', '*:w:*')[1])\" 0")
            .replaceAll(".* ", ""));
  }

  private static long inAnHour() {
    return System.currentTimeMillis() + Duration.ofHours(1).toMillis();
  }

  @Test
  void aTrunkCutAfterTheSecondWasToldResetsTheWaiter() throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", 2);
    TestParty guest = guest().send(request(inAnHour(), "0"));
    assertThat(guest.answer(2)).containsExactly(1, 1);
    guest.close();
    assertThat(waiter.answer()).startsWith("{\"Mode\":2");
    assertThat(waiter.finish()).isEmpty();
  }

  @Test
  void aRequestCountsOnce() throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", 2);
    byte[] request = request(inAnHour(), "0");
    TestParty guest = guest().send(request);
    assertThat(guest.answer(2)).containsExactly(1, 1);
    assertThat(guest().send(request).answer(2))
        .as("refused: it waits no more")
        .containsExactly(2, 0);
    guest.sendRaw(new byte[] {9});
    waiter.answer();
    assertThat(waiter.receiveRaw(1)).containsExactly(9);
    guest.close();
  }

  @Test
  void theOwnerChecksWhatTheGuestVouchesFor() throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", 2);
    assertThat(guest().send(request(1, "0")).answer(2)).as("expired").containsExactly(2, 3);
    assertThat(guest().send(request(inAnHour(), "7")).answer(2))
        .as("another key")
        .containsExactly(2, 0);
    assertThat(guest().send(new byte[] {9, 9, 9, 9}).answer(2)).as("another version").isEmpty();
    TestParty second = party(RELAYS.get(1), "1");
    assertJoined(waiter, second);
  }

  /** In TLS 1.3 a client learns of its refusal with the first answer. */
  private void assertGetsNothing(CertifiedKey key) throws Exception {
    TestParty waiter = waiter(RELAYS.get(0), "0", 2);
    byte[] request = request(inAnHour(), "0");
    assertThatThrownBy(
            () -> {
              try (TestParty guest = guest(key)) {
                if (guest.send(request).answer(2).length == 0) {
                  throw new IOException("closed without an answer");
                }
              }
            })
        .isInstanceOf(IOException.class);
    TestParty second = party(RELAYS.get(1), "1");
    assertJoined(waiter, second);
  }

  @Test
  void aPartysCertificateGetsNothing() throws Exception {
    assertGetsNothing(key(certificates.layout().atRelay("u", "1")));
  }

  @Test
  void aRelayOfAnotherCaGetsNothing(@TempDir Path other) throws Exception {
    CertificateFolder others = new CertificateFolder(other);
    others.createRelay(List.of(), CertificateOptions.DEFAULTS);
    assertGetsNothing(key(others.layout().relay()));
  }

  /** A relay that was told to renew its certificate and did not. */
  @Test
  void anExpiredRelayGetsNothing(@TempDir Path copy) throws Exception {
    Clock then = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3));
    assertGetsNothing(renewed(copy, then, Duration.ofMinutes(2)));
  }

  /** A relay that somebody has broken into; the list is in force without a restart. */
  @Test
  void aRevokedRelayGetsNothing(@TempDir Path copy) throws Exception {
    CertifiedKey stolen = renewed(copy, Clock.systemUTC(), Duration.ofHours(1));
    try (TestParty guest = guest(stolen)) {
      assertThat(guest.send(request(inAnHour(), 1, "0")).answer(2))
          .as("before: a relay like any other, which asks for somebody who does not wait")
          .containsExactly(2, 0);
    }
    Path certificate = new CertificateFolder(copy).layout().relay().certificate();
    RevokedParties.atRelay(folder)
        .revoke(certificate, RevocationReason.KEY_COMPROMISE, Duration.ofDays(1));
    await(() -> RELAYS.get(0).metered("frelay.credentials.reload", "result", "success") > 0);
    assertGetsNothing(stolen);
  }

  /** Key and certificate of another relay under the same CA. */
  private static CertifiedKey renewed(Path copy, Clock clock, Duration validity) throws Exception {
    for (PemPair pair : List.of(certificates.layout().relayCa(), certificates.layout().relay())) {
      for (Path file : List.of(pair.certificate(), pair.key())) {
        Path target = copy.resolve(folder.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    CertificateFolder other = new CertificateFolder(copy, clock);
    other.renewRelay(List.of(), CertificateOptions.DEFAULTS.lasting(validity));
    return key(other.layout().relay());
  }

  @Test
  void aRelayCannotBeAParty() throws Exception {
    TestParty relay =
        TestParty.connect(RELAYS.get(0).port(), key(certificates.layout().relay()), authorities);
    assertThatThrownBy(
            () -> {
              if (relay.send(AuthRequest.version1("0", tag).encode()).answer().isEmpty()) {
                throw new IOException("closed without an answer");
              }
            })
        .isInstanceOf(IOException.class);
  }
}
