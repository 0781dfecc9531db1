package io.frelay.relay.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.CertificateKind;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.ca.Validity;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.PemPair;
import io.frelay.adm.folder.RevokedParties;
import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import io.frelay.relay.config.Configs;
import io.frelay.relay.observe.RelayMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which change of the files is taken, and when: look by look. */
class CredentialReloadTest {
  private static final CertificateOptions DEFAULTS = CertificateOptions.DEFAULTS;

  @TempDir private Path temporary;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Path served;
  private CertificateFolder next;
  private RelayTls tls;
  private CredentialReload reload;

  @BeforeEach
  void start() throws Exception {
    served = temporary.resolve("served");
    new CertificateFolder(served).createRelay(List.of(), DEFAULTS);
    next = new CertificateFolder(temporary.resolve("next"));
    next.createRelay(List.of(), DEFAULTS);
    open(Map.of("relay.certs", served.toString()));
  }

  private void open(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("relay.tls-provider", "jdk");
    reload = CredentialReload.start(Configs.of(all), new RelayMeters(registry));
    tls = reload.tls();
  }

  @Test
  void nothingChanges() {
    looks(5);
    assertThat(reloads("success") + reloads("failure")).isZero();
  }

  @Test
  void aChangeIsTakenAtTheSecondLook() throws Exception {
    looks(2);
    copyAll();
    X509Certificate before = certificate();
    reload.look();
    assertThat(certificate()).isEqualTo(before);
    reload.look();
    assertThat(certificate()).isNotEqualTo(before);
    looks(3);
    assertThat(reloads("success")).isEqualTo(1);
    assertThat(reload.complaint()).isEmpty();
  }

  @Test
  void whoeverAsksForItGetsAChangeAtOnce() throws Exception {
    looks(2);
    X509Certificate before = certificate();
    reload.readAgain();
    assertThat(reloads("success")).as("nothing has changed").isZero();
    copyAll();
    reload.readAgain();
    assertThat(certificate()).isNotEqualTo(before);
    looks(3);
    assertThat(reloads("success")).isEqualTo(1);
  }

  @Test
  void whoeverAsksForItIsToldAgainWhatIsWrong() throws Exception {
    X509Certificate before = certificate();
    copy("frelay/key.pem");
    looks(3);
    assertThat(reloads("failure")).isEqualTo(1);
    reload.readAgain();
    assertThat(reloads("failure")).isEqualTo(2);
    assertThat(reload.complaint().orElseThrow()).contains("is not the key of");
    Files.delete(served.resolve("frelay/key.pem"));
    reload.readAgain();
    looks(3);
    assertThat(reloads("failure")).isEqualTo(3);
    assertThat(certificate()).isEqualTo(before);
  }

  /** One file after the other, with looks between: what does not belong together is not taken. */
  @Test
  void halfOfAChangeIsNeverTaken() throws Exception {
    X509Certificate before = certificate();
    copy("frelay/key.pem");
    reload.look();
    copy("frelay/cert.pem");
    reload.look();
    copy("frelay-ca.pem");
    reload.look();
    assertThat(certificate()).isEqualTo(before);
    assertThat(reloads("failure")).isZero();
    reload.look();
    assertThat(certificate()).isNotEqualTo(before);
  }

  @Test
  void aFileThatIsBeingWrittenIsNotTaken() throws Exception {
    String both =
        Files.readString(served.resolve("frelay-ca.pem"))
            + Files.readString(next.layout().relayCa().certificate());
    for (int length : new int[] {0, 100, both.length() / 2, both.length() / 2 + 1}) {
      Files.writeString(served.resolve("frelay-ca.pem"), both.substring(0, length));
      reload.look();
    }
    Files.writeString(served.resolve("frelay-ca.pem"), both);
    looks(2);
    assertThat(tls.credentials().authorities()).hasSize(2);
    assertThat(reloads("success")).isEqualTo(1);
    assertThat(reloads("failure")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frelay-ca.pem",
        "frelay/cert.pem",
        "frelay/key.pem",
      })
  void aBadFileIsComplainedOfOnceAndForgottenWhenItIsGoodAgain(String file) throws Exception {
    byte[] good = Files.readAllBytes(served.resolve(file));
    X509Certificate before = certificate();
    int failures = 0;
    for (String bad : List.of("", "garbage", "-----BEGIN CERTIFICATE-----\n")) {
      Files.writeString(served.resolve(file), bad);
      looks(4);
      assertThat(reloads("failure")).isEqualTo(++failures);
      assertThat(reload.complaint().orElseThrow()).contains(file);
    }
    Files.delete(served.resolve(file));
    looks(4);
    assertThat(reload.complaint().orElseThrow()).contains(file, "does not exist");
    Files.createDirectory(served.resolve(file));
    looks(4);
    assertThat(reload.complaint().orElseThrow()).contains(file, "is not a file");
    assertThat(certificate()).isEqualTo(before);

    Files.delete(served.resolve(file));
    Files.write(served.resolve(file), good);
    looks(2);
    assertThat(reload.complaint()).isEmpty();
    assertThat(reloads("success")).isZero();
  }

  @Test
  void theKeyIsNotInTheComplaint() throws Exception {
    String key = Files.readString(served.resolve("frelay/key.pem"));
    String secret = key.lines().skip(1).findFirst().orElseThrow();
    Files.writeString(served.resolve("frelay/key.pem"), key.replace("-----END", "----END"));
    looks(2);
    assertThat(reload.complaint().orElseThrow()).contains("key.pem").doesNotContain(secret);
  }

  /** What a relay that is started with them says, in one sentence. */
  private void assertNotStarted(String message) {
    assertThatThrownBy(() -> open(Map.of("relay.certs", served.toString())))
        .isInstanceOf(PemException.class)
        .hasMessageContaining(message);
  }

  @Test
  void filesThatAreOfNoUseAtTheStartAreNamed() throws Exception {
    Path certificate = served.resolve("frelay/cert.pem");
    Path key = served.resolve("frelay/key.pem");
    final String goodCertificate = Files.readString(certificate);
    final String goodKey = Files.readString(key);
    copy("frelay/key.pem");
    assertNotStarted(key + " is not the key of " + certificate);
    Files.writeString(key, goodKey.substring(0, 100));
    assertNotStarted(key + ": the PEM is cut short or damaged");
    Files.writeString(key, goodKey);
    Files.writeString(certificate, "garbage");
    assertNotStarted(certificate + " is not PEM");

    Files.writeString(certificate, goodCertificate);
    CertificateFolder folder = new CertificateFolder(served);
    folder.createUser("user1", DEFAULTS);
    folder.createParty("user1", "0", DEFAULTS);
    PemPair party = folder.layout().atRelay("user1", "0");
    Files.copy(party.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(party.key(), key, StandardCopyOption.REPLACE_EXISTING);
    assertNotStarted(certificate + " is not the relay's: it does not name frelay");

    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    folder.createRelay(
        List.of(),
        DEFAULTS.replacing().notBefore(yesterday.minus(Duration.ofDays(2))).notAfter(yesterday));
    assertNotStarted("/frelay/cert.pem expired on ");
    assertNotStarted("make a new one with fr-adm");
    Files.delete(served.resolve("frelay-ca.pem"));
    assertNotStarted(served + "/frelay-ca.pem does not exist");
  }

  @Test
  void aLinkThatIsTurnedToAnotherFolderIsAChange() throws Exception {
    Path mounted = Files.createDirectory(temporary.resolve("mounted"));
    Files.createDirectory(mounted.resolve("frelay"));
    Path data = mounted.resolve("..data");
    Files.createSymbolicLink(data, served);
    for (String file : List.of("frelay-ca.pem", "frelay/cert.pem", "frelay/key.pem")) {
      Files.createSymbolicLink(mounted.resolve(file), data.resolve(file));
    }
    open(Map.of("relay.certs", mounted.toString()));
    looks(2);
    X509Certificate before = certificate();
    Path turned = Files.createSymbolicLink(mounted.resolve("..new"), next.layout().root());
    Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
    looks(2);
    assertThat(certificate()).isNotEqualTo(before);
  }

  @Test
  void whatIsInTheSettingsThemselvesStaysAsItIs() throws Exception {
    open(
        Map.of(
            "relay.ca", Files.readString(served.resolve("frelay-ca.pem")),
            "relay.cert", Files.readString(served.resolve("frelay/cert.pem")),
            "relay.key", Files.readString(served.resolve("frelay/key.pem"))));
    X509Certificate before = certificate();
    copyAll();
    looks(4);
    assertThat(certificate()).isEqualTo(before);
  }

  @Test
  void aListThatAppearsIsTakenAndDoesNotGoAwayWithItsFile() throws Exception {
    looks(2);
    RevokedParties revoked = RevokedParties.atRelay(served);
    revoked.revoke(BigInteger.TEN, RevocationReason.UNSPECIFIED, Duration.ofDays(1));
    looks(2);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(1);

    Files.delete(served.resolve("frelay-crl.pem"));
    looks(3);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(1);
    assertThat(reload.complaint().orElseThrow()).contains("frelay-crl.pem is gone");
  }

  @Test
  void theListOfAnotherCaIsNotTaken() throws Exception {
    looks(2);
    RevokedParties.atRelay(next.layout().root()).renew(Duration.ofDays(1));
    copy("frelay-crl.pem");
    looks(2);
    assertThat(tls.credentials().revocations()).isEmpty();
    assertThat(reload.complaint().orElseThrow()).contains("not signed by the relay CA");

    Files.delete(served.resolve("frelay-crl.pem"));
    looks(2);
    assertThat(reload.complaint()).isEmpty();
  }

  @Test
  void aListOlderThanThatInForceIsNotTaken() throws Exception {
    revoke(1);
    byte[] older = Files.readAllBytes(list());
    revoke(2);
    looks(2);
    Files.write(list(), older);
    looks(2);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(2);
    assertThat(reload.complaint().orElseThrow())
        .contains("frelay-crl.pem is older (number 1, made on", "(number 2, made on", "delete");

    revoke(3); // which also brings its predecessor's number back
    revoke(4);
    looks(2);
    assertThat(reload.complaint()).isEmpty();
  }

  @Test
  void norIsItAfterARestartUnlessItsMemoryIsDeleted() throws Exception {
    revoke(1);
    byte[] older = Files.readAllBytes(list());
    revoke(2);
    open(Map.of("relay.certs", served.toString()));
    Files.write(list(), older);
    Map<String, String> settings = Map.of("relay.certs", served.toString());
    assertThatThrownBy(() -> open(settings)).hasMessageContaining("is older (number 1");
    Files.delete(list());
    assertThatThrownBy(() -> open(settings)).hasMessageContaining("frelay-crl.pem is gone");

    Files.write(list(), older);
    Files.delete(served.resolve("frelay-crl.pem.seen"));
    open(settings);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(1);
  }

  @Test
  void whoDeletesTheMemoryOfARelayThatRunsHasAnOlderListTaken() throws Exception {
    revoke(1);
    byte[] older = Files.readAllBytes(list());
    revoke(2);
    looks(2);
    Files.write(list(), older);
    looks(2);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(2);
    Files.delete(served.resolve("frelay-crl.pem.seen"));
    looks(1);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(1);
  }

  @Test
  void aMemoryThatCannotBeWrittenOrReadIsSaid() throws Exception {
    revoke(1);
    Map<String, String> unwritable =
        Map.of(
            "relay.certs", served.toString(),
            "relay.revocation-list-seen", temporary.resolve("no/folder").toString());
    open(unwritable); // it says so, and goes on
    Path damaged = Files.writeString(served.resolve("frelay-crl.pem.seen"), "damaged\n");
    assertThatThrownBy(() -> open(Map.of("relay.certs", served.toString())))
        .isInstanceOf(PemException.class)
        .hasMessageStartingWith(damaged + ", which says what revocation list was in force");
  }

  /** Its list may stand beside the others' for as long as it does itself. */
  @Test
  void aCaThatHasExpiredIsLeftOutAndStopsNothing() throws Exception {
    Instant now = Instant.now();
    String expired = expiredCa(now);
    Path ca = served.resolve("frelay-ca.pem");
    Files.writeString(ca, expired + Files.readString(ca));
    looks(2);
    assertThat(reload.complaint()).isEmpty();
    assertThat(reloads("success")).isEqualTo(1);
    assertThat(tls.credentials().authorities()).hasSize(1);
    assertThat(tls.credentials().warnings())
        .singleElement()
        .asString()
        .matches("CN=Frelay relay CA \\w+ is left out of .*frelay-ca.pem: it expired on .*");
    assertThat(tls.credentials().authorityExpiry()).isAfter(now);

    revoke(1);
    looks(2);
    assertThat(tls.credentials().revocations().orElseThrow().size()).isEqualTo(1);
    Files.writeString(ca, expired);
    looks(2);
    assertThat(reload.complaint().orElseThrow()).contains("frelay-ca.pem expired on");
  }

  private static String expiredCa(Instant now) throws Exception {
    CertificateAuthority ca =
        CertificateAuthority.create(
            CertificateKind.RELAY_CA,
            "",
            KeyType.EC,
            new Validity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))));
    return new PemBlock("CERTIFICATE", ca.root().leaf().getEncoded()).text();
  }

  @Test
  void anOverdueListIsToldApart() throws Exception {
    RevokedParties.atRelay(served).renew(Duration.ofSeconds(-1));
    open(Map.of("relay.certs", served.toString()));
    assertThat(tls.credentials().isListOverdue(Instant.now())).isTrue();
    assertThat(tls.isClosed(Instant.now())).isFalse();
    Map<String, String> closed =
        Map.of("relay.certs", served.toString(), "relay.revocation-list-overdue", "refuse");
    open(closed);
    assertThat(tls.isClosed(Instant.now())).isTrue();
    RevokedParties.atRelay(served).renew(Duration.ofDays(1));
    looks(2);
    assertThat(tls.isClosed(Instant.now())).isFalse();

    Files.delete(list());
    assertThatThrownBy(() -> open(closed)).hasMessageContaining("frelay-crl.pem does not exist");
  }

  private Path list() {
    return served.resolve("frelay-crl.pem");
  }

  private void revoke(int serial) throws Exception {
    RevokedParties.atRelay(served)
        .revoke(BigInteger.valueOf(serial), RevocationReason.UNSPECIFIED, Duration.ofDays(1));
  }

  private void looks(int count) {
    for (int i = 0; i < count; i++) {
      reload.look();
    }
  }

  private X509Certificate certificate() {
    return tls.credentials().identity().leaf();
  }

  private void copyAll() throws IOException {
    for (String file : List.of("frelay-ca.pem", "frelay/key.pem", "frelay/cert.pem")) {
      copy(file);
    }
  }

  private void copy(String file) throws IOException {
    Files.copy(
        next.layout().root().resolve(file),
        served.resolve(file),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private double reloads(String result) {
    return registry.get("frelay.credentials.reload").tag("result", result).counter().count();
  }
}
