package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.RelayHosts;
import io.frelay.pem.CertifiedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CertificateFolderTest extends FolderTest {
  @Test
  void writesTheLayoutThatScriptsRead() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);

    assertThat(contents().keySet())
        .containsExactly(
            "0/cert.pem",
            "0/key.pem",
            "frelay-ca.pem",
            "frelay-key.pem",
            "frelay/cert.pem",
            "frelay/key.pem",
            "user1/0/cert.pem",
            "user1/0/key.pem",
            "user1/0/relay-cert.pem",
            "user1/0/relay-key.pem",
            "user1/user-ca.pem",
            "user1/user-key.pem");
    assertThat(contents().get("0/cert.pem")).isEqualTo(contents().get("user1/0/relay-cert.pem"));
    assertThat(contents().get("0/key.pem")).isEqualTo(contents().get("user1/0/relay-key.pem"));
  }

  @Test
  void onlyTheOwnerReadsKeys() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (Files.isDirectory(file)) {
          assertThat(mode).as("%s", file).isEqualTo("rwx------");
        } else if (Files.readString(file).contains("PRIVATE KEY")) {
          assertThat(mode).as("%s", file).isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void aPartysCertificatesNameItAndItsUser() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
    X509Certificate atRelay = read(folder.layout().atRelay("user1", "0"));
    X509Certificate endToEnd = read(folder.layout().endToEnd("user1", "0"));

    for (X509Certificate certificate : List.of(atRelay, endToEnd)) {
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=0,O=user1");
      assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "0"));
      assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
      assertThat(certificate.getSerialNumber().bitLength()).isBetween(100, 159);
    }
    assertThat(atRelay.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(endToEnd.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1");
  }

  @Test
  void nothingIsReplacedUnasked() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
    Map<String, String> before = contents();

    assertThatThrownBy(() -> folder.createRelay(List.of(), DEFAULTS))
        .hasMessageContaining("--renew");
    assertThatThrownBy(() -> folder.createUser("user1", DEFAULTS)).hasMessageContaining("--force");
    assertThatThrownBy(() -> folder.createParty("user1", "0", DEFAULTS))
        .hasMessageContaining("--force");

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void onePieceThatIsThereStopsTheWholeParty() throws Exception {
    Path stray = folder.layout().endToEnd("user1", "0").certificate();
    Files.createDirectories(stray.getParent());
    Files.writeString(stray, "mine");
    Map<String, String> before = contents();

    assertThatThrownBy(() -> folder.createParty("user1", "0", DEFAULTS))
        .hasMessageContaining("exists; nothing was written");

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void forceReplacesJustThisParty() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
    folder.createParty("user1", "1", DEFAULTS);
    Map<String, String> before = contents();

    folder.createParty("user1", "0", DEFAULTS.replacing());

    Map<String, String> after = contents();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.keySet().stream().filter(file -> !after.get(file).equals(before.get(file))))
        .containsExactly(
            "0/cert.pem",
            "0/key.pem",
            "user1/0/cert.pem",
            "user1/0/key.pem",
            "user1/0/relay-cert.pem",
            "user1/0/relay-key.pem");
  }

  @Test
  void theShortPlaceStaysWithTheFirstUser() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
    folder.createUser("user2", DEFAULTS);
    String first = contents().get("0/cert.pem");

    Created second = folder.createParty("user2", "0", DEFAULTS);
    assertThat(second.notes())
        .singleElement()
        .asString()
        .contains("belongs to user user1's party 0");
    folder.createParty("user2", "0", DEFAULTS.replacing());

    assertThat(contents().get("0/cert.pem")).isEqualTo(first);
    assertThat(read(folder.layout().atRelay("user2", "0")).getSubjectX500Principal().getName())
        .isEqualTo("CN=0,O=user2");
  }

  @Test
  void namesThatDifferOnlyInLetterCaseAreRefused() throws Exception {
    folder.createParty("user1", "abc", DEFAULTS);
    Map<String, String> before = contents();
    CertificateOptions force = DEFAULTS.replacing();

    assertThatThrownBy(() -> folder.createParty("user1", "ABC", force))
        .hasMessageContaining("letter case");
    assertThatThrownBy(() -> folder.createUser("User1", force)).hasMessageContaining("letter case");

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void noCaKeyComesToLieInAPartysFolder() throws Exception {
    folder.createParty("user1", "abc", DEFAULTS);
    Map<String, String> before = contents();

    for (String name : List.of("abc", "Abc")) {
      assertThatThrownBy(() -> folder.createUser(name, DEFAULTS.replacing()))
          .isInstanceOf(AdmException.class)
          .hasMessageContaining("choose another name for the user");
    }

    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void noPartyComesToLieBesideACaKey() throws Exception {
    folder.createUser("user2", DEFAULTS);
    folder.createUser("user3", DEFAULTS);
    for (String party : List.of("user1", "User3", "user2")) {
      Created created = folder.createParty("user2", party, DEFAULTS);

      assertThat(created.notes())
          .singleElement()
          .asString()
          .contains("belongs to user user", "certs/user2/" + party + " has all");
      assertThat(root.resolve(party).resolve("cert.pem")).doesNotExist();
      assertThat(root.resolve(party).resolve("key.pem")).doesNotExist();
      assertThat(folder.layout().atRelay("user2", party).key()).exists();
    }
  }

  @Test
  void renewalKeepsTheCaTheHostsAndTheKeyType() throws Exception {
    CertificateOptions rsa = DEFAULTS.keyType(KeyType.RSA).replacing();
    folder.createRelay(List.of("relay.example.org", "127.0.0.1"), rsa);
    Map<String, String> before = contents();

    folder.renewRelay(List.of(), DEFAULTS);

    X509Certificate relay = read(folder.layout().relay());
    assertThat(RelayHosts.of(relay)).containsExactly("frelay", "relay.example.org", "127.0.0.1");
    assertThat(relay.getPublicKey().getAlgorithm()).isEqualTo("RSA");
    Map<String, String> after = contents();
    assertThat(after.keySet().stream().filter(file -> !after.get(file).equals(before.get(file))))
        .containsExactly("frelay/cert.pem", "frelay/key.pem");
  }

  @Test
  void aNewCaSaysWhatItInvalidates() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
    String command = "create party --name 0 --user user1 --out " + root + " --force";

    assertThat(folder.createRelay(List.of(), DEFAULTS.replacing()).notes())
        .singleElement()
        .asString()
        .contains("no longer work", command);
    assertThat(folder.createUser("user1", DEFAULTS.replacing()).notes())
        .singleElement()
        .asString()
        .contains("no longer work", command);
  }

  @Test
  void aNewRelaySaysWhatItsCertificateLacks() throws Exception {
    CertificateOptions force = DEFAULTS.replacing();
    folder.createRelay(List.of("a.example.org", "10.0.0.1"), force.keyType(KeyType.RSA));

    assertThat(folder.createRelay(List.of("10.0.0.1", "b.example.org"), force).notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .contains("also named a.example.org;")
                    .contains("--renew --host 10.0.0.1,b.example.org,a.example.org"))
        .anySatisfy(note -> assertThat(note).contains("RSA 2048 bits", "--key-type rsa"));
    assertThat(folder.renewRelay(List.of("10.0.0.1"), DEFAULTS).notes())
        .anySatisfy(note -> assertThat(note).contains("also named b.example.org;"));
    assertThat(folder.createRelay(List.of("10.0.0.1"), force).notes())
        .noneMatch(note -> note.contains("also named") || note.contains("old key"));
  }

  @Test
  void theNextCommandFitsWhatIsThere() throws Exception {
    String out = " --out " + root;
    CertificateOptions force = DEFAULTS.replacing();
    Created user = folder.createUser("user1", force);
    assertThat(user.next()).isEqualTo("fr-adm create party --name 0 --user user1" + out);
    assertThat(folder.createRelay(List.of(), force).next()).isEqualTo(user.next());
    folder.createParty("user1", "7", DEFAULTS);

    String again = "fr-adm create party --name 7 --user user1" + out + " --force";
    assertThat(folder.createRelay(List.of(), force).next()).isEqualTo(again);
    assertThat(folder.createUser("user1", force).next()).isEqualTo(again);
    CertificateFolder empty = new CertificateFolder(temporary.resolve("empty"));
    assertThat(empty.createUser("user1", DEFAULTS).next()).contains("fr-adm create relay");
  }

  @Test
  void theSummaryOfARelayNamesBothKeys() throws Exception {
    CertificateOptions rsa = DEFAULTS.keyType(KeyType.RSA).replacing();
    assertThat(folder.createRelay(List.of(), rsa).summary())
        .containsPattern("CA \\(RSA 3072 bits, .*certificate \\(RSA 2048 bits, ");
  }

  @Test
  void ed25519UnderAnotherKindOfRelayCaComesWithAWarning() throws Exception {
    CertificateOptions ed25519 = DEFAULTS.keyType(KeyType.ED25519);
    assertThat(folder.createParty("user1", "0", ed25519).notes())
        .singleElement()
        .asString()
        .contains("RELAY_TLS_PROVIDER=jdk relay start");

    folder.createRelay(List.of(), ed25519.replacing());
    assertThat(folder.createParty("user1", "0", ed25519.replacing()).notes())
        .noneMatch(note -> note.contains("RELAY_TLS_PROVIDER"));
  }

  @Test
  void anExpiredCaSignsNothing() throws Exception {
    Instant in11Years = Instant.now().plus(Duration.ofDays(11 * 365));
    CertificateFolder later = new CertificateFolder(root, Clock.fixed(in11Years, ZoneOffset.UTC));

    assertThatThrownBy(() -> later.createParty("user1", "0", DEFAULTS))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("expired");
    assertThatThrownBy(() -> later.renewRelay(List.of(), DEFAULTS)).hasMessageContaining("expired");
  }

  @Test
  void noLeafOutlivesItsCa() throws Exception {
    folder.createUser("brief", DEFAULTS.lasting(Duration.ofDays(3)));
    Created party = folder.createParty("brief", "x", DEFAULTS.lasting(Duration.ofDays(30)));

    assertThat(read(folder.layout().endToEnd("brief", "x")).getNotAfter())
        .isEqualTo(read(folder.layout().userCa("brief")).getNotAfter());
    assertThat(party.summary()).contains(" at the relay and until ", " end to end");
    assertThat(party.notes())
        .singleElement()
        .asString()
        .contains("valid only until", "when the CA of user brief ends");
    Created relay = folder.renewRelay(List.of(), DEFAULTS.lasting(Duration.ofDays(20 * 365)));
    assertThat(relay.notes()).anyMatch(note -> note.contains("when the relay CA ends"));
  }

  @Test
  void testsCanMakeExpiredCertificates() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    folder.createParty(
        "user1",
        "old",
        DEFAULTS.notBefore(yesterday.minus(Duration.ofDays(1))).notAfter(yesterday));

    X509Certificate old = read(folder.layout().atRelay("user1", "old"));
    assertThatThrownBy(old::checkValidity).isInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void twoCasOfOneNameHaveDifferentSubjects() throws Exception {
    X509Certificate first = read(folder.layout().userCa("user1"));
    folder.createUser("user1", DEFAULTS.replacing());
    X509Certificate second = read(folder.layout().userCa("user1"));

    assertThat(second.getSubjectX500Principal()).isNotEqualTo(first.getSubjectX500Principal());
  }

  @Test
  void whatIsMissingComesWithTheCommandThatMakesIt() {
    assertThatThrownBy(() -> folder.createParty("nobody", "0", DEFAULTS))
        .hasMessageContaining("fr-adm create user --name nobody");
    CertificateFolder empty = new CertificateFolder(temporary.resolve("empty"));
    assertThatThrownBy(() -> empty.createParty("user1", "0", DEFAULTS))
        .hasMessageContaining("fr-adm create relay");
    assertThat(temporary.resolve("empty")).doesNotExist();
  }

  private static X509Certificate read(PemPair files) throws Exception {
    CertifiedKey pair = PemFiles.pair(files);
    return pair.leaf();
  }

  /** Every file by its path below the root, so that a stray temporary file shows too. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
