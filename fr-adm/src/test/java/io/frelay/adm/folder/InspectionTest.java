package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.CertificateKind;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.Validity;
import io.frelay.pem.CertifiedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir private Path temporary;
  private CertificateFolder folder;
  private Layout layout;

  @BeforeEach
  void makeParty() throws Exception {
    folder = new CertificateFolder(temporary.resolve("certs"));
    layout = folder.layout();
    folder.createRelay(List.of("127.0.0.1"), DEFAULTS);
    folder.createUser("user1", DEFAULTS);
    folder.createParty("user1", "0", DEFAULTS);
  }

  @Test
  void tellsTheKindsApartAndFindsTheirCas() throws Exception {
    assertValid(layout.relayCa().certificate(), "relay CA", "signed by itself");
    assertValid(layout.userCa("user1").certificate(), "user CA", "signed by itself");
    assertValid(layout.relay().certificate(), "relay", "frelay-ca.pem");
    assertValid(layout.shared("0").certificate(), "party, at the relay", "frelay-ca.pem");
    assertValid(layout.atRelay("user1", "0").certificate(), "party, at the relay", "frelay-ca.pem");
    assertValid(layout.endToEnd("user1", "0").certificate(), "party, end to end", "user-ca.pem");
  }

  @Test
  void showsTheKeyButNeverItsContent() throws Exception {
    Path key = layout.atRelay("user1", "0").key();
    Inspection inspection = inspect(key);

    assertThat(inspection.valid()).isTrue();
    assertThat(inspection.text()).contains("EC 256 bits", "relay-cert.pem");
    assertThat(inspection.text()).doesNotContain("0/cert.pem");
    assertThat(inspection.text()).doesNotContain(Files.readString(key).lines().toList().get(1));
  }

  @Test
  void warnsOfAKeyThatOthersCanRead() throws Exception {
    Path key = layout.relay().key();
    assertThat(inspect(key).warnings()).isEmpty();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(inspect(key).warnings()).singleElement().asString().contains("chmod 600");
  }

  @Test
  void flagsWhatHasExpired() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    folder.createParty(
        "user1",
        "old",
        DEFAULTS.notBefore(yesterday.minus(Duration.ofDays(1))).notAfter(yesterday));
    Inspection inspection = inspect(layout.endToEnd("user1", "old").certificate());

    assertThat(inspection.valid()).isFalse();
    assertThat(inspection.text()).contains("EXPIRED").contains("yes, signed by");
  }

  @Test
  void flagsWhatAnEarlierCaSigned() throws Exception {
    folder.createRelay(List.of(), DEFAULTS.replacing());
    Inspection inspection = inspect(layout.shared("0").certificate());

    assertThat(inspection.valid()).isFalse();
    assertThat(inspection.text())
        .contains("NO: signed by none", "fr-adm create party --name 0 --user user1")
        .contains("--out " + layout.root() + " --force\n");
  }

  @Test
  void aCertificateOfAnotherFolderIsNoCommandsArgument() throws Exception {
    CertificateAuthority foreign =
        CertificateAuthority.create(
            CertificateKind.USER_CA,
            "x",
            KeyType.EC,
            Validity.of(DEFAULTS, Instant.now(), Duration.ofDays(1)));
    CertifiedKey party =
        foreign.issueParty(
            CertificateKind.PARTY_END_TO_END,
            "$(reboot)",
            "0",
            KeyType.EC,
            Validity.of(DEFAULTS, Instant.now(), Duration.ofDays(1)));
    Path file = layout.root().resolve("foreign.pem");
    Files.writeString(file, PemFiles.text(party.leaf()));

    assertThat(inspect(file).text()).contains("fr-adm create --help\n").doesNotContain("--user");
  }

  @Test
  void flagsAKeyWithoutItsCertificate() throws Exception {
    Path key = layout.relay().key();
    Files.writeString(key, Files.readString(layout.relayCa().key()));

    assertThat(inspect(key).valid()).isFalse();
  }

  @Test
  void refusesWhatIsNoCertificate() throws Exception {
    Path file = Files.writeString(temporary.resolve("notes.txt"), "hello");

    assertThatThrownBy(() -> inspect(file)).isInstanceOf(AdmException.class);
    assertThatThrownBy(() -> inspect(temporary.resolve("absent.pem")))
        .hasMessageContaining("there is no file");
  }

  private void assertValid(Path file, String kind, String signer) throws Exception {
    Inspection inspection = inspect(file);
    assertThat(inspection.valid()).as(inspection.text()).isTrue();
    assertThat(inspection.text()).containsPattern("kind +" + kind + "\n");
    assertThat(inspection.text()).containsPattern("verifies +yes, .*" + signer + "\n");
  }

  private static Inspection inspect(Path file) throws AdmException {
    return Inspection.of(file, Optional.empty(), Clock.systemUTC());
  }
}
