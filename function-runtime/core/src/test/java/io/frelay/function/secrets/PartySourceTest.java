package io.frelay.function.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.bundle.Bundle;
import io.frelay.bundle.PartyVariable;
import io.frelay.client.TestWorld;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartySourceTest {
  private static Map<String, String> party0;
  private static Map<String, String> party1;
  private static String userCrl;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> awsSecrets = new HashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, String> configured = new HashMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void world() throws Exception {
    TestWorld world = new TestWorld();
    party0 = complete(world.environment("0"), "1");
    userCrl = world.userCrl();
    party1 = complete(world.environment("1"), "0, 2 ,");
  }

  private static Map<String, String> complete(Map<String, String> pems, String dest) {
    Map<String, String> all = new HashMap<>(pems);
    all.put("RELAY", "relay.example.org:6000");
    all.put("DEST", dest);
    return Map.copyOf(all);
  }

  @BeforeEach
  void everythingInTheEnvironment() {
    environment.putAll(party0);
  }

  private SmallRyeConfig config() {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(configured, "test", 100))
        .withSecretKeys(property("RELAY_KEY"), property("DEST")) // as PartyConfig makes them
        .withProfile("test")
        .addDefaultInterceptors()
        .build();
  }

  private PartySource source() {
    return new PartySource(
        environment,
        new ConfiguredVariables(config(), List.of()),
        id -> {
          asked.incrementAndGet();
          return Secret.of(awsSecrets.get(id), "the AWS secret " + id);
        });
  }

  private Party party() throws SecretsException {
    return source().current();
  }

  private void mount(Path directory, Map<String, String> secrets) throws Exception {
    Files.createDirectories(directory);
    for (Map.Entry<String, String> each : secrets.entrySet()) {
      Files.writeString(directory.resolve(each.getKey()), each.getValue());
    }
  }

  @Test
  void variables() throws Exception {
    Party party = party();
    assertThat(party.credentials().party()).isEqualTo("0");
    assertThat(party.relays()).hasToString("[relay.example.org:6000]");
    assertThat(party.dest()).containsExactly("1");
    assertThat(party.tag()).isEmpty();
    assertThat(asked).hasValue(0);
  }

  @Test
  void escapedAndBase64AndWindowsLineEnds() throws Exception {
    environment.compute("RELAY_KEY", (name, pem) -> pem.replace("\n", "\\n"));
    environment.compute("RELAY_CERT", (name, pem) -> pem.replace("\n", "\r\n"));
    environment.compute(
        "USER_CA",
        (name, pem) -> Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    assertThat(party().credentials().party()).isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource(PartyVariable.class)
  void eachByItselfInAFileOfItsOwn(PartyVariable name) throws Exception {
    environment.put("TAG", "t");
    environment.put("USER_CRL", userCrl);
    Path file =
        Files.writeString(folder.resolve("any.txt"), environment.remove(name.name()) + "\n");
    environment.put(name + "_FILE", file.toString());
    assertThat(party().dest()).containsExactly("1");
    assertThat(party().tag()).isEqualTo("t");
  }

  @Test
  void aRevocationListThatIsOfNoUseIsSaidToBe() {
    environment.put("USER_CRL", environment.get("USER_CA"));
    assertThatThrownBy(this::party)
        .isInstanceOf(SecretsException.class)
        .hasMessage("USER_CRL holds no revocation list");
  }

  @Test
  void aMountedDirectory() throws Exception {
    environment.clear();
    mount(folder, party1);
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    assertThat(party().credentials().party()).isEqualTo("1");
    assertThat(party().dest()).containsExactly("0", "2");
  }

  @Test
  void aDirectoryForEachIndexOfAJob() throws Exception {
    environment.clear();
    mount(folder.resolve("0"), party0);
    mount(folder.resolve("1"), party1);
    environment.put("FRELAY_SECRETS_DIR", folder + "/{JOB_INDEX}");
    environment.put("JOB_INDEX", "1");
    assertThat(party().credentials().party()).isEqualTo("1");

    environment.put("JOB_INDEX", "7");
    assertThatThrownBy(this::party)
        .hasMessage(
            "FRELAY_SECRETS_DIR names %s/7, which is not a directory; is the volume mounted?"
                .formatted(folder));

    environment.remove("JOB_INDEX");
    assertThatThrownBy(this::party)
        .hasMessage("FRELAY_SECRETS_DIR contains {JOB_INDEX}, but JOB_INDEX is not set");
  }

  @Test
  void aBundleInAVariableOrAFile() throws Exception {
    environment.clear();
    environment.put("FRELAY_BUNDLE", Bundle.encode(party1) + "\n");
    assertThat(party().credentials().party()).isEqualTo("1");

    environment.clear();
    Path file = Files.writeString(folder.resolve("bundle"), Bundle.encode(party0));
    environment.put("FRELAY_BUNDLE_FILE", file.toString());
    assertThat(party().credentials().party()).isEqualTo("0");
  }

  @Test
  void anAwsSecretOfEitherKindIsAskedForOnce() throws Exception {
    environment.clear();
    environment.put("FRELAY_AWS_SECRET", "frelay/user1/1");
    awsSecrets.put("frelay/user1/1", json(party1));
    assertThat(party().credentials().party()).isEqualTo("1");
    assertThat(asked).hasValue(1);

    awsSecrets.put("frelay/user1/1", Bundle.encode(party0));
    assertThat(party().credentials().party()).isEqualTo("0");
  }

  @Test
  void aNullInAnAwsSecretIsNone() throws Exception {
    environment.clear();
    environment.put("FRELAY_AWS_SECRET", "s");
    Map<String, String> values = new HashMap<>(party0);
    values.put("DEST", null);
    awsSecrets.put("s", json(values));
    assertThat(party().dest()).isEmpty();
  }

  private static String json(Map<String, String> values) throws Exception {
    return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(values);
  }

  /** From the last place to the first, each takes over from the one behind it. */
  @Test
  void theOrderHoldsForEachName() throws Exception {
    environment.clear();
    environment.put("FRELAY_AWS_SECRET", "s");
    Map<String, String> values = new HashMap<>(party0);
    values.put("DEST", "aws");
    awsSecrets.put("s", json(values));
    assertThat(party().dest()).containsExactly("aws");

    environment.put("FRELAY_BUNDLE", Bundle.encode(Map.of("DEST", "bundle")));
    assertThat(party().dest()).containsExactly("bundle");

    Files.writeString(folder.resolve("DEST"), "mounted\n");
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    assertThat(party().dest()).containsExactly("mounted");

    environment.put("DEST_FILE", Files.writeString(folder.resolve("d"), "file").toString());
    assertThat(party().dest()).containsExactly("file");

    environment.put("DEST", "variable");
    assertThat(party().dest()).containsExactly("variable");
  }

  @Test
  void aMountedSecretThatChangesIsTakenUp() throws Exception {
    environment.clear();
    // As Kubernetes does it: files are links through a link that is replaced.
    mount(folder.resolve("first"), party0);
    mount(folder.resolve("second"), party1);
    Path data = Files.createSymbolicLink(folder.resolve("..data"), folder.resolve("first"));
    for (String name : party0.keySet()) {
      Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
    }
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    PartySource source = source();
    Party first = source.current();
    assertThat(first.credentials().party()).isEqualTo("0");
    assertThat(source.current()).isSameAs(first);

    Files.delete(data);
    Files.createSymbolicLink(data, folder.resolve("second"));
    assertThat(source.current().credentials().party()).isEqualTo("1");
  }

  @Test
  void aChangeThatIsOfNoUseLeavesTheFormer() throws Exception {
    environment.clear();
    mount(folder, party0);
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    PartySource source = source();
    Party first = source.current();

    Files.writeString(folder.resolve("RELAY_KEY"), "cut");
    assertThat(source.current()).isSameAs(first);
    mount(folder, party1);
    assertThat(source.current().credentials().party()).isEqualTo("1");
  }

  @Test
  void aMountedRevocationListThatIsGoneOrBlankLeavesTheFormer() throws Exception {
    environment.clear();
    mount(folder, party0);
    Path list = Files.writeString(folder.resolve("USER_CRL"), userCrl);
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    PartySource source = source();
    Party first = source.current();

    Files.writeString(list, ""); // as in the midst of being written in place
    assertThat(source.current()).isSameAs(first);
    Files.delete(list);
    assertThat(source.current()).isSameAs(first);
    mount(folder, party1);
    assertThat(source.current()).isSameAs(first);
    Files.writeString(list, userCrl);
    assertThat(source.current().credentials().party()).isEqualTo("1");
  }

  @Test
  void aBundleThatComesBackWithoutARevocationListLeavesTheFormer() throws Exception {
    environment.clear();
    Map<String, String> listed = new HashMap<>(party0);
    listed.put("USER_CRL", userCrl);
    Path file = Files.writeString(folder.resolve("bundle"), Bundle.encode(listed));
    environment.put("FRELAY_BUNDLE_FILE", file.toString());
    PartySource source = source();
    Party first = source.current();

    Files.writeString(file, Bundle.encode(party1));
    assertThat(source.current()).isSameAs(first);
    listed.putAll(party1);
    Files.writeString(file, Bundle.encode(listed));
    assertThat(source.current().credentials().party()).isEqualTo("1");
  }

  @Test
  void aFirstRevocationListIsTakenUp() throws Exception {
    environment.clear();
    mount(folder, party0);
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    PartySource source = source();
    Party first = source.current();
    Path list = Files.writeString(folder.resolve("USER_CRL"), userCrl);
    Party second = source.current();
    assertThat(second).isNotSameAs(first);
    Files.delete(list);
    assertThat(source.current()).isSameAs(second);
  }

  @Test
  void aMountedRevocationListThatIsBlankIsNotTakenForNone() throws Exception {
    Path list = Files.writeString(folder.resolve("USER_CRL"), "\n");
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    assertThatThrownBy(this::party)
        .isInstanceOf(SecretsException.class)
        .hasMessageStartingWith(list.toString());
  }

  @Test
  void allThatIsMissingIsNamedAtOnce() {
    environment.remove("RELAY");
    environment.put("PARTY_KEY", "  ");
    environment.put("FRELAY_SECRETS_DIR", folder.toString());
    assertThatThrownBy(this::party)
        .isInstanceOf(SecretsException.class)
        .hasMessage(
            "missing: RELAY, PARTY_KEY; give each as a variable, as a file that RELAY_FILE and so"
                + " on name, or as a file in FRELAY_SECRETS_DIR, or all together as FRELAY_BUNDLE,"
                + " which fr-adm secrets makes (not in FRELAY_SECRETS_DIR either)");
  }

  @Test
  void whatIsWrongIsNamedWithItsSource() throws Exception {
    assertRefused("RELAY_CERT", pem -> pem.substring(0, 300), "RELAY_CERT: the PEM is cut short");
    assertRefused(
        "RELAY_KEY", pem -> party1.get("RELAY_KEY"), "RELAY_KEY is not the key of RELAY_");
    assertRefused("USER_CA", pem -> "hello", "USER_CA is not PEM");
    assertRefused("PARTY_KEY", pem -> party0.get("PARTY_CERT"), "PARTY_KEY holds no private key");
    assertRefused("RELAY", value -> "relay", "RELAY is not an address: write host:port");
    assertRefused(
        "RELAY_CA",
        pem -> "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)",
        "RELAY_CA is an Azure Key Vault reference that the platform left unresolved");
    assertRefused(
        "FRELAY_BUNDLE", text -> "@Microsoft.KeyVault(x)", "FRELAY_BUNDLE is an Azure Key");
    assertRefused(
        "FRELAY_BUNDLE",
        text -> Bundle.encode(party0).substring(0, 1000),
        "FRELAY_BUNDLE: the bundle is cut short");
    assertRefused(
        "FRELAY_AWS_SECRET", text -> "torn", "the AWS secret torn is neither a bundle nor");
    assertRefused(
        "RELAY_KEY_FILE",
        text -> "/no/such/file",
        "RELAY_KEY_FILE names /no/such/file, which does not exist");
    assertRefused("RELAY_KEY_FILE", text -> folder.toString(), folder + " cannot be read");
  }

  private void assertRefused(
      String name, java.util.function.UnaryOperator<String> damage, String message) {
    environment.clear();
    environment.putAll(party0);
    awsSecrets.put("torn", "{\"RELAY_KEY\":\"x");
    if (name.endsWith("_FILE")) {
      environment.remove("RELAY_KEY");
    } else if (!party0.containsKey(name)) {
      environment.remove("RELAY_CERT"); // so that it is needed
    }
    environment.put(name, damage.apply(party0.get(name)));
    assertThatThrownBy(this::party)
        .isInstanceOf(SecretsException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void nothingIsReadBeforeItIsAskedFor() throws Exception {
    environment.clear();
    environment.put("FRELAY_AWS_SECRET", "s");
    PartySource source = source();
    assertThat(asked).hasValue(0);
    awsSecrets.put("s", json(party0));
    source.current();
    assertThat(asked).hasValue(1);
  }

  private static String property(String name) {
    return "frelay.party." + name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Test
  void theConfigurationIsTheLastPlace() throws Exception {
    environment.clear();
    party1.forEach((name, text) -> configured.put(property(name), text));
    assertThat(party().credentials().party()).isEqualTo("1");
    environment.putAll(party0);
    assertThat(party().credentials().party()).isEqualTo("0");
  }

  @Test
  void theConfigurationHasProfilesAndExpressions() throws Exception {
    environment.clear();
    party1.forEach((name, text) -> configured.put(property(name), text));
    configured.put("%test.frelay.party.dest", "${others}");
    configured.put("%prod.frelay.party.dest", "nobody");
    configured.put("others", "2,3");
    assertThat(party().dest()).containsExactly("2", "3");
  }

  @Test
  void theConfigurationByTheNamesOfVariables() throws Exception {
    environment.clear();
    configured.putAll(party1);
    assertThat(party().credentials().party()).isEqualTo("1");
  }

  @Test
  void aDirectoryOrABundleInTheConfiguration() throws Exception {
    environment.clear();
    mount(folder.resolve("mounted"), party1);
    configured.put("frelay.party.directory", folder.resolve("mounted").toString());
    assertThat(party().credentials().party()).isEqualTo("1");
    configured.clear();
    configured.put("frelay.party.bundle", Bundle.encode(party0));
    assertThat(party().credentials().party()).isEqualTo("0");
  }

  @Test
  void whatIsWrongInTheConfigurationIsNamedByItsPropertyAndNotQuoted() {
    environment.remove("RELAY_KEY");
    configured.put("frelay.party.relay-key", "my secret");
    assertThatThrownBy(this::party)
        .isInstanceOf(SecretsException.class)
        .hasMessageContaining("frelay.party.relay-key")
        .hasMessageNotContaining("my secret");
  }

  @Test
  void whoAsksTheConfigurationForASecretDoesNotGetIt() {
    configured.put("frelay.party.relay-key", "my secret");
    assertThatThrownBy(() -> config().getValue("frelay.party.relay-key", String.class))
        .isInstanceOf(SecurityException.class);
  }
}
