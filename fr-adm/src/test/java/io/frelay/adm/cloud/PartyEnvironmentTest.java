package io.frelay.adm.cloud;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.frelay.adm.AdmException;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.ca.SubjectName;
import io.frelay.adm.folder.ExternalPrograms;
import io.frelay.adm.folder.FolderTest;
import io.frelay.adm.folder.PemPair;
import io.frelay.adm.folder.RevokedParties;
import io.frelay.pem.CertifiedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartyEnvironmentTest extends FolderTest {
  private static final String TAG = "it's \"5$\" \\n `x`";

  @BeforeEach
  void makeParty() throws Exception {
    folder.createParty("user1", "0", DEFAULTS);
  }

  @Test
  void hasTheVariablesThatPartiesRead() throws Exception {
    Map<String, String> variables = environment("").variables();

    assertThat(variables.keySet())
        .containsExactly(
            "RELAY",
            "RELAY_CA",
            "RELAY_CERT",
            "RELAY_KEY",
            "USER_CA",
            "PARTY_CERT",
            "PARTY_KEY",
            "DEST");
    assertThat(variables).containsEntry("RELAY", "localhost:6000").containsEntry("DEST", "1");
    assertThat(variables.get("RELAY_KEY"))
        .isEqualTo(Files.readString(folder.layout().atRelay("user1", "0").key()));
    assertThat(environment(TAG).variables()).containsEntry("TAG", TAG);
  }

  @Test
  void hasTheListOfWhatTheUserCaRevokedOnceThereIsOne() throws Exception {
    folder.createParty("user1", "1", DEFAULTS);
    RevokedParties revoked = RevokedParties.endToEnd(root, "user1");
    revoked.revoke("user1", "1", RevocationReason.UNSPECIFIED, Duration.ofDays(1));
    assertThat(environment("").variables())
        .containsEntry("USER_CRL", Files.readString(folder.layout().revocations("user1")));

    revoked.revoke("user1", "0", RevocationReason.UNSPECIFIED, Duration.ofDays(1));
    assertThatThrownBy(() -> environment(""))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("is revoked")
        .hasMessageEndingWith(
            "create party --name 0 --user user1 --out %s --force".formatted(root));
  }

  @Test
  void aShellReadsItBack() throws Exception {
    Map<String, String> variables = environment(TAG).variables();
    Path script = temporary.resolve("party.env");
    Files.writeString(script, EnvironmentFormat.SHELL.render(variables));

    for (Map.Entry<String, String> variable : variables.entrySet()) {
      String print = "eval \"$(cat party.env)\"; printf %s \"$" + variable.getKey() + "\"";
      var result = ExternalPrograms.run(temporary, List.of("sh", "-euc", print));
      assertThat(result.out()).as(result.err()).isEqualTo(variable.getValue());
    }
  }

  @Test
  void dotenvIsOneLineAVariable() throws Exception {
    Map<String, String> variables = environment(TAG).variables();
    String text = EnvironmentFormat.DOTENV.render(variables);

    assertThat(text.lines()).hasSize(variables.size());
    assertThat(text).contains("RELAY=localhost:6000\n").contains("DEST=1\n");
    assertThat(text).contains("TAG=\"it's \\\"5\\$\\\" \\\\n `x`\"\n");
  }

  @Test
  void dotenvWarnsOfQuotesThatDockerTakesLiterally() throws Exception {
    assertThat(EnvironmentFormat.DOTENV.warnings(environment(TAG).variables()))
        .singleElement()
        .asString()
        .startsWith("TAG is in quotes");
    assertThat(EnvironmentFormat.DOTENV.warnings(environment("run-1").variables())).isEmpty();
    assertThat(EnvironmentFormat.SHELL.warnings(environment(TAG).variables())).isEmpty();
  }

  /** Docker's --env-file hands over what stands behind the equals sign, quotes and all. */
  @Test
  void dotenvValuesCanBeReadWithTheirQuotes() throws Exception {
    Map<String, String> raw = new LinkedHashMap<>();
    EnvironmentFormat.DOTENV
        .render(environment("").variables())
        .lines()
        .forEach(line -> raw.put(line.split("=", 2)[0], line.split("=", 2)[1]));

    CertifiedKey party =
        CertifiedKey.of(raw.get("PARTY_CERT"), "PARTY_CERT", raw.get("PARTY_KEY"), "PARTY_KEY");
    assertThat(SubjectName.of(party.leaf())).isEqualTo(new SubjectName("0", "user1"));
  }

  @Test
  void jsonIsOneObject() throws Exception {
    Map<String, String> variables = environment(TAG).variables();
    Map<String, String> read = new LinkedHashMap<>();
    try (JsonParser json =
        new JsonFactory().createParser(EnvironmentFormat.JSON.render(variables))) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        read.put(json.currentName(), json.nextTextValue());
      }
      assertThat(json.nextToken()).isNull();
    }
    assertThat(read).isEqualTo(variables);
  }

  @Test
  void missingFilesComeWithTheCommandThatMakesThem() {
    assertThatThrownBy(() -> of("user1", "7"))
        .hasMessageContaining("fr-adm create party --name 7 --user user1");
    assertThatThrownBy(() -> of("user9", "0"))
        .hasMessageContaining("fr-adm create user --name user9");
  }

  @Test
  void aKeyOfAnotherCertificateIsFound() throws Exception {
    folder.createParty("user1", "1", DEFAULTS);
    Path foreign = folder.layout().endToEnd("user1", "1").key();
    Path own = folder.layout().endToEnd("user1", "0").key();
    Files.writeString(own, Files.readString(foreign));

    assertThatThrownBy(() -> environment("")).hasMessageContaining("is not the key of");
  }

  @Test
  void aCertificateOfAnEarlierCaIsFound() throws Exception {
    folder.createUser("user1", DEFAULTS.replacing());

    assertThatThrownBy(() -> environment("")).hasMessageContaining("is not signed by");
  }

  @Test
  void anExpiredCertificateIsPrintedWithAWarning() throws Exception {
    Instant inThreeYears = Instant.now().plus(Duration.ofDays(3 * 365));
    PartyEnvironment later =
        PartyEnvironment.of(
            folder.layout(), "user1", "0", meeting(""), Clock.fixed(inThreeYears, ZoneOffset.UTC));

    assertThat(later.warnings()).hasSize(2).allMatch(warning -> warning.contains("expired"));
    assertThat(later.variables()).containsKey("PARTY_CERT");
  }

  /** Folders of older scripts have no relay-cert.pem. */
  @Test
  void theShortPlaceServesTheUserItBelongsTo() throws Exception {
    PemPair own = folder.layout().atRelay("user1", "0");
    Files.delete(own.certificate());
    Files.delete(own.key());
    folder.createUser("user2", DEFAULTS);
    folder.createParty("user2", "0", DEFAULTS);
    PemPair other = folder.layout().atRelay("user2", "0");
    Files.delete(other.certificate());

    assertThat(environment("").variables().get("RELAY_CERT"))
        .isEqualTo(Files.readString(folder.layout().shared("0").certificate()));
    assertThatThrownBy(() -> of("user2", "0")).hasMessageContaining("relay-cert.pem is missing");
  }

  private PartyEnvironment environment(String tag) throws AdmException {
    return PartyEnvironment.of(folder.layout(), "user1", "0", meeting(tag), Clock.systemUTC());
  }

  private PartyEnvironment of(String user, String party) throws AdmException {
    return PartyEnvironment.of(folder.layout(), user, party, meeting(""), Clock.systemUTC());
  }

  private static PartyEnvironment.Contact meeting(String tag) {
    return new PartyEnvironment.Contact(Optional.of("localhost:6000"), Optional.of("1"), tag);
  }
}
