package io.frelay.scenarios;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.bundle.Bundle;
import io.frelay.bundle.PartyVariable;
import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Command.Result;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.SecretPrograms;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/fr-adm secrets} as a user runs it, with stand-ins for the clouds' own programs. */
class FrAdmSecretsIT {
  private static final String RELAY = "relay.example.org:6000";
  private static final String PARTY = "certs/user1/0";

  @TempDir private Path folder;
  private SecretPrograms programs;
  private Map<String, String> variables;

  @BeforeAll
  static void jarIsFresh() throws IOException {
    Project.jarsAreFresh("fr-adm/target/fr-adm.jar");
  }

  @BeforeEach
  void makeParty() throws Exception {
    programs = SecretPrograms.in(folder);
    CertificateFolder certificates = new CertificateFolder(folder.resolve("certs"));
    certificates.createRelay(List.of(), DEFAULTS);
    certificates.createUser("user1", DEFAULTS);
    certificates.createParty("user1", "0", DEFAULTS);
    variables = new HashMap<>(Map.of("RELAY", RELAY, "DEST", "1,2", "TAG", "t ä"));
    Certificates files = new Certificates(certificates.layout(), "user1", List.of("0"));
    for (Map.Entry<PartyVariable, Path> each : files.files("0").entrySet()) {
      variables.put(each.getKey().name(), Files.readString(each.getValue()));
    }
  }

  @Test
  void awsGetsAJsonObject() throws Exception {
    store("aws");
    List<String> words = programs.words();
    assertThat(words.subList(0, 6))
        .containsExactly(
            "aws",
            "secretsmanager",
            "create-secret",
            "--name",
            "frelay/user1/0",
            "--secret-string");
    assertThat(words).hasSize(7).last().asString().startsWith("file:///").endsWith(".json");
    assertThat(json(programs.read("value"))).isEqualTo(variables);
  }

  @Test
  void gcpGetsTheBundle() throws Exception {
    store("gcp");
    assertThat(programs.words())
        .containsExactly(
            "gcloud",
            "secrets",
            "create",
            "frelay-user1-0",
            "--replication-policy=automatic",
            "--data-file=" + PARTY + "/bundle");
    assertBundle(programs.read("value"));
  }

  /** az prints the secret's value unless its output is none. */
  @Test
  void azureGetsTheBundleAndSaysNothing() throws Exception {
    store("azure");
    assertThat(programs.words())
        .containsExactly(
            "az",
            "keyvault",
            "secret",
            "set",
            "--vault-name",
            "my-vault",
            "--name",
            "frelay-user1-0",
            "--file",
            PARTY + "/bundle",
            "--encoding",
            "utf-8",
            "--output",
            "none");
    assertBundle(programs.read("value"));
  }

  @Test
  void codeEngineGetsAKeyForEachVariable() throws Exception {
    store("ibm-ce");
    List<String> words = programs.words();
    assertThat(words.subList(0, 6))
        .containsExactly("ibmcloud", "ce", "secret", "create", "-n", "frelay-user1-0");
    List<String> keys = new ArrayList<>();
    for (int i = 6; i < words.size(); i += 2) {
      assertThat(words.get(i)).isEqualTo("--from-file");
      keys.add(words.get(i + 1).split("=", 2)[0]);
    }
    assertThat(keys)
        .containsExactlyElementsOf(
            Stream.of(PartyVariable.values())
                .filter(variable -> variable != PartyVariable.USER_CRL) // nobody is revoked
                .map(Enum::name)
                .toList());
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      assertThat(programs.read(variable.getKey())).isEqualTo(variable.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "aws, aws secretsmanager put-secret-value --secret-id frelay/user1/0 --secret-string",
    "gcp, gcloud secrets versions add frelay-user1-0 --data-file=",
    "azure, az keyvault secret set --vault-name my-vault --name frelay-user1-0 --file",
    "ibm-ce, ibmcloud ce secret update -n frelay-user1-0 --from-file RELAY="
  })
  void updateGivesASecretThatIsThereANewValue(String cloud, String command) throws Exception {
    assertWell(secrets(cloud, with(cloud, "--apply", "--update")));
    assertThat(String.join(" ", programs.words())).startsWith(command);
  }

  /** The command on standard output works when a shell runs it. */
  @ParameterizedTest
  @ValueSource(strings = {"aws", "gcp", "azure", "ibm-ce"})
  void whatIsPrintedCanBeRun(String cloud) throws Exception {
    Result printed = secrets(cloud, with(cloud));
    assertWell(printed);
    Result run = Command.shell(folder, programs.environment("0"), printed.out());

    assertWell(run);
    assertThat(programs.modes()).allMatch(modes -> modes.equals("-rw------- drwx------"));
    if (cloud.equals("ibm-ce")) {
      assertThat(programs.read("PARTY_KEY")).isEqualTo(variables.get("PARTY_KEY"));
      assertThat(printed.err()).contains("rm -r " + PARTY + "/secrets/ibm-ce");
    } else if (cloud.equals("aws")) {
      assertThat(json(programs.read("value"))).isEqualTo(variables);
      assertThat(printed.err()).contains("rm -r " + PARTY + "/secrets/aws");
    } else {
      assertBundle(programs.read("value"));
      assertThat(folder.resolve(PARTY).resolve("secrets")).doesNotExist();
    }
  }

  @Test
  void aProgramThatFailsIsNamedWithWhatToTry() throws Exception {
    List<Path> before = files();
    Result result = run("3", "secrets", "aws", "--user", "user1", "--party", "0", "--apply");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "fr-adm: aws failed with exit code 3",
            "If frelay/user1/0 exists already, add --update");
    before.add(folder.resolve(PARTY).resolve("bundle"));
    assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void anInterruptedCallLeavesNothingBehind() throws Exception {
    List<Path> before = files();
    Result result =
        run("end-caller", "secrets", "ibm-ce", "--user", "user1", "--party", "0", "--apply");

    assertThat(result.exit()).isEqualTo(128 + 15);
    assertThat(programs.read("PARTY_KEY")).isEqualTo(variables.get("PARTY_KEY"));
    before.add(folder.resolve(PARTY).resolve("bundle"));
    assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void aMissingProgramIsNamedWithWhatToInstall() throws Exception {
    boolean installed =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(entry -> Files.exists(Path.of(entry, "ibmcloud")));
    Assumptions.assumeFalse(installed, "ibmcloud is installed: cannot see it missing");
    Files.delete(folder.resolve("programs/ibmcloud"));
    List<Path> before = files();
    Result result = secrets("ibm-ce", "--apply");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("fr-adm: ibmcloud is not on PATH: install the IBM Cloud CLI", "without --apply");
    before.add(folder.resolve(PARTY).resolve("bundle"));
    assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "it's", "$(touch x)", "a\nb"})
  void aHostileNameIsRefused(String name) throws Exception {
    Result result = secrets("gcp", "--apply", "--name=" + name);

    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.err()).contains("cannot name a secret of gcp", "fr-adm secrets --help");
    assertThat(result.out()).isEmpty();
    assertThat(folder.resolve("record")).isEmptyDirectory();
  }

  @Test
  void aFolderWithSpacesAndQuotesIsQuoted() throws Exception {
    Path hostile = folder.resolve("it's a folder");
    Files.move(folder.resolve("certs"), hostile);
    Result printed = secrets("ibm-ce", "--certs", hostile.toString());
    assertWell(printed);

    assertWell(Command.shell(folder, programs.environment("0"), printed.out()));
    assertThat(programs.read("PARTY_KEY")).isEqualTo(variables.get("PARTY_KEY"));
  }

  @Test
  void theBundleReplacesABundleAndNothingElse() throws Exception {
    Path own = folder.resolve("mine/bundle");
    assertWell(secrets("gcp", "--bundle", own.toString()));
    assertWell(secrets("gcp", "--bundle", own.toString()));
    assertBundle(Files.readString(own));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rw-------");

    Path other = Files.writeString(folder.resolve("notes"), "mine");
    Result result = secrets("gcp", "--bundle", other.toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("exists and is not a bundle", "--bundle");
    assertThat(other).hasContent("mine");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void twoPartiesNeverShareASecretUnasked() throws Exception {
    CertificateFolder certificates = new CertificateFolder(folder.resolve("certs"));
    certificates.createUser("user1-0", DEFAULTS);
    certificates.createParty("user1-0", "1", DEFAULTS);
    certificates.createParty("user1", "0-1", DEFAULTS);

    Result result = run("0", "secrets", "gcp", "--user", "user1", "--party", "0-1");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("frelay-user1-0-1 is also the secret of user user1-0's party 1", "--name");
    assertWell(run("0", "secrets", "gcp", "--user", "user1", "--party", "0-1", "--name", "other"));
    assertWell(run("0", "secrets", "aws", "--user", "user1", "--party", "0-1"));
  }

  @Test
  void whatTheDeploymentSaysMayBeLeftOut() throws Exception {
    Result result = run("0", "secrets", "gcp", "--user", "user1", "--party", "0");
    assertWell(result);
    assertThat(result.err()).contains("it does not contain RELAY");
    assertThat(Bundle.decode(Files.readString(folder.resolve(PARTY).resolve("bundle")), "bundle"))
        .doesNotContainKeys("RELAY", "DEST", "TAG")
        .hasSize(6);
  }

  @Test
  void envPrintsTheBundleToo() throws Exception {
    Result env =
        run(
            "0",
            "env",
            "--user",
            "user1",
            "--party",
            "0",
            "--relay",
            RELAY,
            "--dest",
            "1,2",
            "--tag",
            "t ä",
            "--format",
            "bundle");
    assertWell(env);
    assertThat(env.out()).startsWith("FRELAY_BUNDLE=").hasLineCount(1);
    assertBundle(env.out().substring("FRELAY_BUNDLE=".length()));
  }

  private void assertBundle(String text) throws Exception {
    assertThat(Bundle.decode(text, "bundle")).isEqualTo(variables);
  }

  /** Has it stored: no secret is a word, and no file is for others or left behind. */
  private void store(String cloud) throws Exception {
    List<Path> before = files();
    Result result = secrets(cloud, with(cloud, "--apply"));

    assertWell(result);
    assertThat(programs.modes())
        .isNotEmpty()
        .allMatch(modes -> modes.equals("-rw------- drwx------"));
    List<String> secrets = new ArrayList<>(variables.get("RELAY_KEY").lines().toList());
    secrets.addAll(variables.get("PARTY_KEY").lines().toList());
    secrets.add(Files.readString(folder.resolve(PARTY).resolve("bundle")));
    for (String secret : secrets) {
      assertThat(String.join(" ", programs.words())).doesNotContain(secret);
      assertThat(result.out() + result.err()).doesNotContain(secret);
    }
    before.add(folder.resolve(PARTY).resolve("bundle"));
    assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(result.out()).hasLineCount(1).startsWith(programs.words().get(0) + " ");
    assertThat(result.err()).contains("the stand-in speaks", "has stored frelay");
  }

  private static void assertWell(Result result) {
    assertThat(result.exit()).as(result.err()).isZero();
  }

  private static Map<String, String> json(String text) throws IOException {
    Map<String, String> read = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(text)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        read.put(json.currentName(), json.nextTextValue());
      }
    }
    return read;
  }

  /** All files below the folder of certificates. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("certs"))) {
      return new ArrayList<>(files.toList());
    }
  }

  private static String[] with(String cloud, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (cloud.equals("azure")) {
      all.addAll(List.of("--vault", "my-vault"));
    }
    return all.toArray(String[]::new);
  }

  private Result secrets(String cloud, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("secrets", cloud, "--user", "user1", "--party", "0"));
    all.addAll(List.of("--relay", RELAY, "--dest", "1,2", "--tag", "t ä"));
    all.addAll(List.of(arguments));
    return run("0", all.toArray(String[]::new));
  }

  private Result run(String exitOfStandIn, String... arguments) throws Exception {
    return Command.start(folder, programs.environment(exitOfStandIn), "fr-adm", arguments).result();
  }
}
