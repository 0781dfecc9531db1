package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import io.frelay.credentials.PemSource;
import io.frelay.credentials.RevocationListInForce;
import io.frelay.pem.Authorities;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A party that the user CA has revoked is turned away end to end. */
@Timeout(60)
class RevokedPeersTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;
  private final TestWorld world = new TestWorld();
  private Issued one;
  private Issued another;
  private ListFile list;

  @BeforeEach
  void world() throws Exception {
    one = world.userCa.issue(Wanted.party("1", TestWorld.USER));
    another = world.userCa.issue(Wanted.party("2", TestWorld.USER));
    list = ListFile.in(folder, world.userCa);
  }

  private PartyCredentials zero(String name, String value) throws Exception {
    Map<String, String> environment = new HashMap<>(world.environment("0"));
    environment.put(name, value);
    return PartyCredentials.fromEnvironment(environment);
  }

  private PartyCredentials zero(Path list) throws Exception {
    return zero("USER_CRL_FILE", list.toString());
  }

  private PartyCredentials one() throws Exception {
    Issued relay = world.relayCa.issue(Wanted.party("1", TestWorld.USER));
    return PartyCredentials.fromPem(world.pems(relay, one));
  }

  private record Seen(Throwable server, Throwable client) {}

  private Seen meet(PartyCredentials accepting, PartyCredentials connecting) throws Exception {
    try (TestRelay threads = new TestRelay(world);
        DirectListener listener = new DirectListener(new RelayAddress("127.0.0.1", 0), accepting)) {
      Future<Throwable> server =
          threads.async(
              () ->
                  catchThrowable(
                      () -> {
                        try (PeerConnection connection =
                            listener.accept(connecting.party(), LONG)) {
                          connection.out().write(1);
                        }
                      }));
      RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
      Throwable client =
          catchThrowable(
              () -> {
                try (PeerConnection connection =
                    DirectConnection.connect(target, connecting, accepting.party(), LONG)) {
                  connection.in().read(); // in TLS 1.3 the server's verdict comes only now
                }
              });
      return new Seen(TestRelay.get(server), client);
    }
  }

  @Test
  void asAClientItIsTurnedAway() throws Exception {
    Seen seen = meet(zero(list.revoke(another, one)), one());
    assertThat(seen.server())
        .isInstanceOf(PeerTlsException.class)
        .hasMessage(
            "end-to-end TLS with party 1 failed: its certificate has been revoked; it needs a new"
                + " one");
    assertThat(seen.client())
        .isInstanceOf(PeerTlsException.class)
        .hasMessageContaining("PARTY_CERT");
  }

  @Test
  void asAServerItIsTurnedAwayAndToldWhy() throws Exception {
    Seen seen = meet(one(), zero(list.revoke(one)));
    assertThat(seen.client())
        .isInstanceOf(PeerTlsException.class)
        .hasMessageContaining("its certificate has been revoked");
    assertThat(seen.server())
        .isInstanceOf(PeerTlsException.class)
        .hasMessageContaining("certificate_revoked");
  }

  /** A CA below the user's that is on the list takes with it whom it has signed. */
  @Test
  void everyCertificateOfAChainIsLookedUp() throws Exception {
    RevocationListInForce peers =
        RevocationListInForce.of(
            PemSource.ofFile(list.revoke(one)),
            Authorities.of(world.userCa.own.certPem(), "USER_CA", Instant.now()));
    X509Certificate[] chain = {another.certificate(), one.certificate()};
    assertThatThrownBy(() -> peers.requireNone(chain)).isInstanceOf(CertificateException.class);
    peers.requireNone(new X509Certificate[] {another.certificate()});
  }

  @Test
  void whoIsNotOnTheListIsServed() throws Exception {
    PartyCredentials zero = zero(list.revoke(another));
    assertThat(meet(zero, one())).isEqualTo(new Seen(null, null));
    assertThat(meet(one(), zero)).isEqualTo(new Seen(null, null));
    assertThat(zero.warning()).isEmpty();
  }

  @Test
  void aListThatIsOverdueCountsAndIsWarnedOf() throws Exception {
    PartyCredentials zero = zero(list.revoke(Duration.ofMinutes(-1), one));
    assertThat(zero.warning().orElseThrow()).startsWith("a newer USER_CRL was due on ");
    assertThat(meet(zero, one()).server()).hasMessageContaining("revoked");
  }

  @Test
  void byAnOverdueListNobodyIsLetInIfThatIsWanted() throws Exception {
    Map<String, String> environment = new HashMap<>(world.environment("0"));
    environment.put("USER_CRL_OVERDUE", "refuse");
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .hasMessageStartingWith("USER_CRL_OVERDUE=refuse needs a list");
    environment.put("USER_CRL_FILE", list.revoke(Duration.ofMinutes(-1)).toString());
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .hasMessageStartingWith("a newer USER_CRL was due on ");
    list.revoke();
    PartyCredentials zero = PartyCredentials.fromEnvironment(environment);
    assertThat(meet(zero, one())).isEqualTo(new Seen(null, null));

    list.revoke(Duration.ofMinutes(-1));
    assertThat(meet(zero, one()).server())
        .isInstanceOf(PeerTlsException.class)
        .hasMessageContaining("nobody is let in (USER_CRL_OVERDUE=refuse)");
    list.revoke();
    assertThat(meet(one(), zero)).isEqualTo(new Seen(null, null));
    environment.put("USER_CRL_OVERDUE", "maybe");
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .hasMessage("USER_CRL_OVERDUE is neither accept nor refuse");
  }

  @Test
  void anOlderListIsNotTakenAlsoAfterARestart() throws Exception {
    Path file = list.write(world.userCa.list(HOUR.multipliedBy(2), HOUR));
    String older = Files.readString(file);
    PartyCredentials zero = zero(list.revoke(one));
    list.write(older);
    assertThat(meet(zero, one()).server()).hasMessageContaining("revoked");
    assertThat(zero.warning().orElseThrow()).contains(file + " is older (made on ");
    assertThatThrownBy(() -> zero(file))
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining("than the list that was in force");

    Files.delete(folder.resolve("user-crl.pem.seen"));
    assertThat(meet(zero, one())).isEqualTo(new Seen(null, null));
    assertThat(zero.warning()).isEmpty();
  }

  @Test
  void whoReadsItsCredentialsAnewKnowsAnOlderList() throws Exception {
    PartyCredentials older = zero("USER_CRL", world.userCa.list(HOUR.multipliedBy(2), HOUR));
    PartyCredentials newer = zero("USER_CRL", world.userCa.list(HOUR));
    newer.requireListNotOlderThan(older);
    assertThatThrownBy(() -> older.requireListNotOlderThan(newer))
        .isInstanceOf(CredentialsException.class)
        .hasMessageStartingWith("USER_CRL is older (made on ");
  }

  @Test
  void aFileThatHasChangedIsReadAgain() throws Exception {
    PartyCredentials zero = zero(list.revoke());
    assertThat(meet(zero, one()).server()).isNull();
    list.revoke(one);
    assertThat(meet(zero, one()).server()).hasMessageContaining("revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"damaged", "absent", "of another CA"})
  void aNewFileThatIsOfNoUseLeavesTheFormerInForce(String kind) throws Exception {
    Path file = list.revoke(one);
    PartyCredentials zero = zero(file);
    switch (kind) {
      case "damaged" -> list.write("-----BEGIN X509 CRL-----\nAAAA\n");
      case "absent" -> Files.delete(file);
      default -> list.write(new TestCa("another user CA").list(HOUR));
    }
    assertThat(meet(zero, one()).server()).hasMessageContaining("revoked");
    assertThat(zero.warning().orElseThrow())
        .startsWith("the former revocation list stays in force: " + file);

    list.revoke();
    assertThat(meet(zero, one()).server()).isNull();
    assertThat(zero.warning()).isEmpty();
  }

  @Test
  void eachTroubleWithANewFileIsLoggedOnceAndItsEnd() throws Exception {
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler = collecting(logged);
    Logger logger = Logger.getLogger(RevocationListInForce.class.getName());
    logger.addHandler(handler);
    try {
      Path file = list.revoke(one);
      PartyCredentials zero = zero(file);
      Files.delete(file);
      meet(zero, one());
      meet(zero, one());
      String former = "WARNING the former revocation list stays in force: " + file;
      assertThat(logged).containsExactly(former + " does not exist; make it with fr-adm");
      list.write("-----BEGIN X509 CRL-----\nAAAA\n");
      meet(zero, one());
      meet(zero, one());
      assertThat(logged).hasSize(2).last().asString().startsWith(former).doesNotContain("AAAA");
      list.revoke(one);
      meet(zero, one());
      meet(zero, one());
      assertThat(logged)
          .hasSize(3)
          .last()
          .isEqualTo("INFO " + file + " is of use again and in force");
    } finally {
      logger.removeHandler(handler);
    }
  }

  private static Handler collecting(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        lines.add(entry.getLevel() + " " + entry.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void whenASessionIsTakenUpAgainItIsTurnedAway() throws Exception {
    PartyCredentials zero = zero(list.revoke());
    FrelayClient.Builder options = FrelayClient.builder();
    try (PairingRelay relay = new PairingRelay(world);
        TestRelay threads = new TestRelay(world)) {
      Future<PeerConnection> other =
          threads.async(
              () -> TestWorld.client(one(), relay.address(), options).connect("0", "t", LONG));
      try (PeerConnection toOne =
              TestWorld.client(zero, relay.address(), options).connect("1", "t", LONG);
          PeerConnection toZero = TestRelay.get(other)) {
        list.revoke(one);
        relay.cut();
        assertThatThrownBy(() -> toOne.in().read()).isInstanceOf(PeerRevokedException.class);
        toZero.abort(); // it would be patient
        assertThat(toOne.counts().orElseThrow().resumptions()).isZero();
      }
    }
  }

  @Test
  void inTheVariableItMayBePemOrBase64() throws Exception {
    String pem = world.userCa.list(HOUR, one);
    String base64 = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    assertThat(meet(zero("USER_CRL", pem), one()).server()).hasMessageContaining("revoked");
    assertThat(meet(zero("USER_CRL", base64), one()).server()).hasMessageContaining("revoked");
  }

  @Test
  void whatIsNoListOfTheUsersCaIsRefusedBeforeAnyConnection() throws Exception {
    String other = new TestCa("another user CA").list(HOUR);
    refused("USER_CRL", other, "USER_CRL is not signed by USER_CA, but by CN=another user CA");
    refused("USER_CRL", "nonsense", "USER_CRL is not PEM");
    refused("USER_CRL", world.userCa.own.certPem(), "USER_CRL holds no revocation list");
    String pem = world.userCa.list(HOUR);
    refused("USER_CRL", pem.substring(0, pem.length() / 2), "USER_CRL: the PEM is cut short");
    Path absent = folder.resolve("absent.pem");
    refused("USER_CRL_FILE", absent.toString(), absent + " does not exist");
    char[] much = new char[(1 << 20) + 1];
    Arrays.fill(much, ' ');
    Path big = list.write(new String(much));
    refused("USER_CRL_FILE", big.toString(), big + " has more than 1048576 bytes");
  }

  private void refused(String name, String value, String message) {
    assertThatThrownBy(() -> zero(name, value))
        .isInstanceOf(CredentialsException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whoIsOnItsOwnListFindsOutByItself() throws Exception {
    Issued relay = world.relayCa.issue(Wanted.party("1", TestWorld.USER));
    Map<PartyVariable, String> pems = world.pems(relay, one);
    pems.put(PartyVariable.USER_CRL, world.userCa.list(HOUR, one));
    assertThatThrownBy(() -> PartyCredentials.fromPem(pems))
        .isInstanceOf(CredentialsException.class)
        .hasMessage("PARTY_CERT has been revoked, says USER_CRL; issue a new certificate");
  }
}
