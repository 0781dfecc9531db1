package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.CertificateKind;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.SubjectName;
import io.frelay.adm.ca.Validity;
import io.frelay.adm.cloud.PartyEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A folder of certificates that was made by something else, or long ago. */
class FormerFolderTest extends FolderTest {
  /** Files of the original fr-adm: a party's certificate names no user. */
  private PemPair ofNoUser(String party) throws Exception {
    CertificateAuthority ca =
        StoredCa.open(folder.layout().relayCa(), "relay CA", "", Instant.now());
    Validity year = Validity.of(DEFAULTS, Instant.now(), Duration.ofDays(365));
    NewFiles files = new NewFiles(root);
    PemPair place = folder.layout().shared(party);
    files.addLeaf(
        place,
        ca.issueParty(CertificateKind.PARTY_AT_RELAY, "", party, KeyType.EC, year),
        "as it was");
    files.write(false, "", List.of(), "");
    return place;
  }

  @Test
  void forceReplacesACertificateWithoutUserWhereScriptsReadIt() throws Exception {
    folder.createUser("user2", DEFAULTS);
    PemPair place = ofNoUser("0");
    X509Certificate former = PemFiles.certificate(place.certificate());

    Created kept = folder.createParty("user1", "0", DEFAULTS);
    assertThat(PemFiles.certificate(place.certificate())).isEqualTo(former);
    assertThat(kept.notes())
        .singleElement()
        .asString()
        .contains("belongs to party 0 of no user and gets no copy", "replace it with --force");

    Created taken = folder.createParty("user1", "0", DEFAULTS.replacing());
    assertThat(PemFiles.pair(place).leaf())
        .isEqualTo(PemFiles.certificate(folder.layout().atRelay("user1", "0").certificate()));
    assertThat(String.join("\n", taken.notes()))
        .contains("names no user (O)", "docs/migration.md")
        .contains("revoke --serial " + former.getSerialNumber().toString(16));

    Created second = folder.createParty("user2", "0", DEFAULTS.replacing());
    assertThat(second.notes())
        .singleElement()
        .asString()
        .contains("belongs to user user1's party 0 and gets no copy");
    assertThat(SubjectName.of(PemFiles.certificate(place.certificate())).user()).isEqualTo("user1");
  }

  /** The file of a CA may hold the one before it, or after it, too. */
  @Test
  void ofSeveralCasInAFileTheValidOneOfTheKeySigns() throws Exception {
    Instant now = Instant.now();
    CertificateFolder before =
        new CertificateFolder(
            root.resolveSibling("before"),
            Clock.fixed(now.minus(Duration.ofDays(4000)), ZoneOffset.UTC));
    before.createRelay(List.of(), DEFAULTS);
    Path ca = folder.layout().relayCa().certificate();
    String present = Files.readString(ca);
    String expired = Files.readString(before.layout().relayCa().certificate());
    Files.writeString(ca, expired + present);

    folder.createParty("user1", "0", DEFAULTS);
    PartyEnvironment environment =
        PartyEnvironment.of(
            folder.layout(),
            "user1",
            "0",
            new PartyEnvironment.Contact(Optional.empty(), Optional.empty(), ""),
            Clock.systemUTC());
    assertThat(environment.variables().get("RELAY_CA")).isEqualTo(present);
    assertThat(environment.warnings())
        .singleElement()
        .asString()
        .contains("is left out of " + ca + ": it expired on");
    Inspection inspection =
        Inspection.of(
            folder.layout().atRelay("user1", "0").certificate(),
            Optional.empty(),
            Clock.systemUTC());
    assertThat(inspection.valid()).as(inspection.text()).isTrue();
  }
}
