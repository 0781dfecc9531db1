package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevokedPartiesTest extends FolderTest {
  private static final Duration MONTH = Duration.ofDays(30);

  private RevokedParties revoked;

  @BeforeEach
  void makeParties() throws Exception {
    revoked = RevokedParties.atRelay(root);
    folder.createParty("user1", "0", DEFAULTS);
    folder.createParty("user1", "1", DEFAULTS);
  }

  @Test
  void thePartysCertificateAtTheRelayIsOnTheList() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    Created created = revoked.revoke("user1", "0", RevocationReason.KEY_COMPROMISE, MONTH);

    assertThat(created.files()).extracting(Created.CreatedFile::path).containsExactly(file());
    assertThat(created.notes())
        .singleElement()
        .asString()
        .contains("create party --name 0 --user user1", "--force");
    RevocationFile list = list();
    assertThat(list.entries()).hasSize(1);
    var entry = list.entryOf(atRelay("0").getSerialNumber()).orElseThrow();
    assertThat(entry.getRevocationReason()).isEqualTo(CRLReason.KEY_COMPROMISE);
    assertThat(entry.getRevocationDate().toInstant()).isAfter(before);
    assertThat(list.isSignedBy(ca())).isTrue();
    assertThat(list.list().getNextUpdate().toInstant())
        .isEqualTo(list.list().getThisUpdate().toInstant().plus(MONTH));
  }

  @Test
  void whatIsOnTheListStaysThereAndItsNumberRises() throws Exception {
    revoke("0");
    assertThat(list().number()).isEqualTo(1);
    revoke("1");
    revoked.renew(MONTH);
    assertThat(list().number()).isEqualTo(3);
    assertThat(list().entries()).hasSize(2);
  }

  /** Each reads the list, adds to it and writes it. */
  @Test
  void whatSeveralRevokeAtOnceIsAllOnTheList() throws Exception {
    int many = 12;
    AtOnce.run(
        many,
        i ->
            RevokedParties.atRelay(root)
                .revoke(BigInteger.valueOf(100 + i), RevocationReason.UNSPECIFIED, MONTH));
    assertThat(list().entries()).hasSize(many);
    assertThat(list().number()).isEqualTo(many);
  }

  /** As where the list lies in a folder that the relay reads. */
  @Test
  void aListThatIsALinkStaysOne() throws Exception {
    revoke("0");
    Path elsewhere = Files.createDirectories(temporary.resolve("relay")).resolve("list.pem");
    Files.move(file(), elsewhere);
    Files.createSymbolicLink(file(), elsewhere);
    revoke("1");
    assertThat(file()).isSymbolicLink();
    assertThat(RevocationFile.read(elsewhere).entries()).hasSize(2);
  }

  @Test
  void revokingAgainChangesNothing() throws Exception {
    revoke("0");
    String before = Files.readString(file());
    Created again = revoke("0");
    assertThat(again.summary()).contains("has been revoked since");
    assertThat(again.files()).isEmpty();
    assertThat(Files.readString(file())).isEqualTo(before);
  }

  @Test
  void newCertificatesOfARevokedPartyAreNotRevoked() throws Exception {
    revoke("0");
    Created made = folder.createParty("user1", "0", DEFAULTS.replacing());
    assertThat(made.notes()).noneMatch(note -> note.contains("revoke --serial"));
    assertThat(list().entryOf(atRelay("0").getSerialNumber())).isEmpty();
  }

  @Test
  void replacingACertificateSaysHowToRevokeTheFormer() throws Exception {
    BigInteger former = atRelay("0").getSerialNumber();
    Created made = folder.createParty("user1", "0", DEFAULTS.replacing());
    assertThat(made.notes())
        .anyMatch(note -> note.contains("revoke --serial " + former.toString(16)));
    revoked.revoke(former, RevocationReason.UNSPECIFIED, MONTH);
    assertThat(list().entryOf(former)).isPresent();
  }

  @Test
  void replacingACertificateSaysHowToRevokeTheFormerEndToEndUnlessItIs() throws Exception {
    String former = endToEnd("0").getSerialNumber().toString(16);
    assertThat(folder.createParty("user1", "0", DEFAULTS.replacing()).notes())
        .anyMatch(
            note ->
                note.contains("valid end to end")
                    && note.contains("revoke --end-to-end --user user1 --serial " + former));
    RevokedParties.endToEnd(root, "user1")
        .revoke("user1", "0", RevocationReason.UNSPECIFIED, MONTH);
    assertThat(folder.createParty("user1", "0", DEFAULTS.replacing()).notes())
        .noneMatch(note -> note.contains("--end-to-end"))
        .anyMatch(note -> note.contains("revoke --serial"));
  }

  @Test
  void onlyWhatTheRelayCaSignedIsTaken() {
    assertThatThrownBy(
            () ->
                revoked.revoke(
                    folder.layout().endToEnd("user1", "0").certificate(),
                    RevocationReason.UNSPECIFIED,
                    MONTH))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("user1/0/cert.pem is not signed by the relay CA");
    assertThat(file()).doesNotExist();
  }

  @Test
  void aPartyThatIsNotThereIsSaidToBeSo() {
    assertThatThrownBy(() -> revoke("9"))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("user1/9/relay-cert.pem");
  }

  @Test
  void theListOfAnotherCaIsNotTouched() throws Exception {
    CertificateFolder other = new CertificateFolder(temporary.resolve("other"));
    other.createRelay(List.of(), DEFAULTS);
    RevokedParties.atRelay(other.layout().root()).renew(MONTH);
    Files.copy(other.layout().revocations(), file());
    String before = Files.readString(file());
    assertThatThrownBy(() -> revoke("0"))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("frelay-crl.pem is not signed by the relay CA");
    assertThat(Files.readString(file())).isEqualTo(before);
  }

  @Test
  void aNewRelayCaGetsAnEmptyListInPlaceOfTheFormer() throws Exception {
    revoke("0");
    folder.createRelay(List.of(), DEFAULTS.replacing());
    assertThat(list().isSignedBy(ca())).isTrue();
    assertThat(list().entries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void everyKindOfCaSignsLists(KeyType type) throws Exception {
    folder.createRelay(List.of(), DEFAULTS.keyType(type).replacing());
    revoked.renew(MONTH);
    assertThat(list().isSignedBy(ca())).isTrue();
  }

  @Test
  void opensslHeedsTheList() throws Exception {
    ExternalPrograms.assumeInstalled("openssl", "version");
    revoke("0");
    assertThat(verifyWithList("0")).contains("certificate revoked");
    assertThat(verifyWithList("1")).contains("OK");
  }

  @Test
  void inspectShowsWhoIsOnTheList() throws Exception {
    revoke("0");
    String serial = atRelay("0").getSerialNumber().toString(16);
    Inspection inspection = inspect(file(), Clock.systemUTC());
    assertThat(inspection.valid()).isTrue();
    assertThat(inspection.text())
        .contains("revocation list", serial, "user user1's party 0", "yes, signed by");
    assertThat(inspect(folder.layout().atRelay("user1", "0").certificate(), Clock.systemUTC()))
        .satisfies(
            party -> {
              assertThat(party.valid()).isFalse();
              assertThat(party.text()).contains("NO: revoked since");
            });
    assertThat(inspect(folder.layout().atRelay("user1", "1").certificate(), Clock.systemUTC()))
        .matches(Inspection::valid);
  }

  @Test
  void inspectWarnsOfAListThatIsOverdue() throws Exception {
    revoke("0");
    Clock later = Clock.offset(Clock.systemUTC(), MONTH.plusDays(1));
    Inspection inspection = inspect(file(), later);
    assertThat(inspection.text()).contains("OVERDUE");
    assertThat(inspection.warnings()).singleElement().asString().contains("revoke --renew");
  }

  @Test
  void inspectSaysOfAListOfAnotherCaThatItDoesNotVerify() throws Exception {
    revoke("0");
    Files.copy(file(), temporary.resolve("former.pem"));
    folder.createRelay(List.of(), DEFAULTS.replacing());
    Inspection inspection =
        Inspection.of(temporary.resolve("former.pem"), Optional.of(root), Clock.systemUTC());
    assertThat(inspection.valid()).isFalse();
    assertThat(inspection.text()).contains("NO: signed by none");
  }

  @Test
  void endToEndItIsTheCertificateForThePeersAndTheUsersOwnList() throws Exception {
    Created created =
        RevokedParties.endToEnd(root, "user1")
            .revoke("user1", "0", RevocationReason.KEY_COMPROMISE, MONTH);

    Path file = folder.layout().revocations("user1");
    assertThat(created.files()).extracting(Created.CreatedFile::path).containsExactly(file);
    RevocationFile list = RevocationFile.in(file).orElseThrow();
    assertThat(list.isSignedBy(PemFiles.certificate(folder.layout().userCa("user1").certificate())))
        .isTrue();
    assertThat(list.entryOf(endToEnd("0").getSerialNumber())).isPresent();
    assertThat(list.entryOf(endToEnd("1").getSerialNumber())).isEmpty();
    assertThat(file()).doesNotExist();
    assertThat(
            inspect(folder.layout().endToEnd("user1", "0").certificate(), Clock.systemUTC()).text())
        .contains("NO: revoked since");
    Clock later = Clock.offset(Clock.systemUTC(), MONTH.plusDays(1));
    Inspection overdue = inspect(file, later);
    assertThat(overdue.text()).contains("user user1's party 0");
    assertThat(overdue.warnings())
        .singleElement()
        .asString()
        .endsWith("fr-adm revoke --renew --end-to-end --user user1");
  }

  @Test
  void aNewUserCaGetsAnEmptyListInPlaceOfTheFormer() throws Exception {
    RevokedParties.endToEnd(root, "user1")
        .revoke("user1", "0", RevocationReason.UNSPECIFIED, MONTH);
    folder.createUser("user1", DEFAULTS.replacing());
    RevocationFile list = RevocationFile.in(folder.layout().revocations("user1")).orElseThrow();
    assertThat(list.entries()).isEmpty();
    assertThat(list.isSignedBy(PemFiles.certificate(folder.layout().userCa("user1").certificate())))
        .isTrue();
  }

  /** As where the list lies on a volume that is not mounted. */
  @Test
  void aLinkThatLeadsNowhereIsNotTakenForNoList() throws Exception {
    revoke("0");
    Path elsewhere = Files.move(file(), file().resolveSibling("elsewhere.pem"));
    Files.createSymbolicLink(file(), elsewhere);
    assertThat(list().entryOf(atRelay("0").getSerialNumber())).isPresent();
    Files.delete(elsewhere);
    String message = file() + " is a symbolic link to a file that does not exist; restore";
    assertThatThrownBy(() -> revoke("1"))
        .isInstanceOf(AdmException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> folder.createRelay(List.of(), DEFAULTS.replacing()))
        .isInstanceOf(AdmException.class)
        .hasMessageStartingWith(message);
    assertThat(
            inspect(folder.layout().atRelay("user1", "0").certificate(), Clock.systemUTC())
                .warnings())
        .singleElement()
        .asString()
        .startsWith(message);
  }

  private X509Certificate endToEnd(String party) throws AdmException {
    return PemFiles.certificate(folder.layout().endToEnd("user1", party).certificate());
  }

  private Created revoke(String party) throws AdmException {
    return revoked.revoke("user1", party, RevocationReason.UNSPECIFIED, MONTH);
  }

  private Inspection inspect(Path file, Clock clock) throws AdmException {
    return Inspection.of(file, Optional.empty(), clock);
  }

  private Path file() {
    return folder.layout().revocations();
  }

  private RevocationFile list() throws AdmException {
    return RevocationFile.in(folder.layout().revocations()).orElseThrow();
  }

  private X509Certificate ca() throws AdmException {
    return PemFiles.certificate(folder.layout().relayCa().certificate());
  }

  private X509Certificate atRelay(String party) throws AdmException {
    return PemFiles.certificate(folder.layout().atRelay("user1", party).certificate());
  }

  private String verifyWithList(String party) throws Exception {
    var result =
        ExternalPrograms.run(
            temporary,
            List.of(
                "openssl",
                "verify",
                "-crl_check",
                "-CAfile",
                folder.layout().relayCa().certificate().toString(),
                "-CRLfile",
                file().toString(),
                folder.layout().atRelay("user1", party).certificate().toString()));
    return result.out() + result.err();
  }
}
