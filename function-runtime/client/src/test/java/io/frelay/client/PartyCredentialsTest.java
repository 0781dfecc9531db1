package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartyCredentialsTest {
  private static final TestWorld world = new TestWorld();
  private static Map<PartyVariable, String> good;

  @BeforeAll
  static void world() throws Exception {
    good = Map.copyOf(world.pems("0"));
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    good.forEach((credential, pem) -> environment.put(credential.name(), pem));
    return environment;
  }

  @Test
  void theEnvironmentMayHoldPlainEscapedOrBase64Pem() throws Exception {
    Map<String, String> environment = environment();
    environment.compute("RELAY_KEY", (name, pem) -> pem.replace("\n", "\\n"));
    environment.compute(
        "USER_CA",
        (name, pem) -> Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    PartyCredentials credentials = PartyCredentials.fromEnvironment(environment);
    assertThat(credentials.party()).isEqualTo("0");
    assertThat(credentials.user()).isEqualTo("user1");
  }

  @Test
  void aFileStandsInForAVariableThatIsAbsentOrBlank(@TempDir Path folder) throws Exception {
    Path key = Files.writeString(folder.resolve("key.pem"), good.get(PartyVariable.PARTY_KEY));
    Map<String, String> environment = environment();
    environment.put("PARTY_KEY", " ");
    environment.put("PARTY_KEY_FILE", key.toString());
    assertThat(PartyCredentials.fromEnvironment(environment).party()).isEqualTo("0");

    environment.put("PARTY_KEY_FILE", folder.resolve("absent.pem").toString());
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining("absent.pem does not exist");
  }

  @Test
  void allThatIsMissingIsListedAtOnce() {
    Map<String, String> environment = environment();
    environment.keySet().retainAll(Set.of("RELAY_CA", "PARTY_CERT"));
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining("RELAY_CERT, RELAY_KEY, USER_CA, PARTY_KEY");
  }

  @Test
  void aKeyOfAnotherCertificateIsFoundOutAndNotQuoted() {
    Map<String, String> environment = environment();
    environment.put("PARTY_KEY", environment.get("RELAY_KEY"));
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .isInstanceOf(CredentialsException.class)
        .hasMessage("PARTY_KEY is not the key of PARTY_CERT");
  }

  @Test
  void anExpiredCertificateSaysUntilWhenItWasValid() throws Exception {
    Issued expired = world.relayCa.issue(Wanted.party("0", "u").expired());
    Map<String, String> environment = environment();
    environment.put("RELAY_CERT", expired.certPem());
    environment.put("RELAY_KEY", expired.keyPem());
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .hasMessageContaining(
            "RELAY_CERT expired on " + expired.certificate().getNotAfter().toInstant());
  }

  @Test
  void certificatesOfTwoPartiesDoNotGoTogether() throws Exception {
    Map<String, String> environment = environment();
    Issued other = world.userCa.issue(Wanted.party("7", "u"));
    environment.put("PARTY_CERT", other.certPem());
    environment.put("PARTY_KEY", other.keyPem());
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .hasMessageContaining("RELAY_CERT is for 0 but PARTY_CERT is for 7");
  }

  @Test
  void swappedCertificatesAreFoundOut() {
    Map<String, String> environment = environment();
    environment.put("RELAY_CERT", good.get(PartyVariable.PARTY_CERT));
    environment.put("RELAY_KEY", good.get(PartyVariable.PARTY_KEY));
    environment.put("PARTY_CERT", good.get(PartyVariable.RELAY_CERT));
    environment.put("PARTY_KEY", good.get(PartyVariable.RELAY_KEY));
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining("RELAY_CERT is not signed by RELAY_CA")
        .hasMessageContaining("are swapped");
  }

  @Test
  void aCaOfTheSameNameIsNotTheOneThatSigned() throws Exception {
    Map<String, String> environment = environment();
    environment.put("USER_CA", new TestWorld().userCa.own.certPem());
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .isInstanceOf(CredentialsException.class)
        .hasMessageStartingWith("PARTY_CERT is not signed by USER_CA; take the two");
  }

  @Test
  void oneOfSeveralCasIsEnough() throws Exception {
    Map<String, String> environment = environment();
    String next = new TestCa("the next user CA").own.certPem();
    environment.computeIfPresent("USER_CA", (name, pem) -> next + pem);
    assertThat(PartyCredentials.fromEnvironment(environment).party()).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"USER_CA", "RELAY_CA"})
  void oneOfSeveralCasThatHasExpiredIsLeftOut(String variable) throws Exception {
    Map<String, String> environment = environment();
    String expired = new TestCa("a former CA", Duration.ofMinutes(-1)).own.certPem();
    environment.computeIfPresent(variable, (name, pem) -> expired + pem);
    PartyCredentials credentials = PartyCredentials.fromEnvironment(environment);
    credentials.requireValidNow();
    assertThat(credentials.warning().orElseThrow())
        .matches("CN=a former CA is left out of " + variable + ": it expired on .*");

    environment.put(variable, expired + expired);
    assertThatThrownBy(() -> PartyCredentials.fromEnvironment(environment))
        .isInstanceOf(CredentialsException.class)
        .hasMessageStartingWith(variable + " expired on ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void traditionalKeyFormatsAreRead(String algorithm) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm);
    keys.initialize(algorithm.equals("EC") ? 256 : 2048);
    Issued issued = world.userCa.issue(Wanted.party("0", "u").withKey(keys.generateKeyPair()));
    byte[] inner =
        PrivateKeyInfo.getInstance(issued.key().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    if (algorithm.equals("EC")) { // SEC1 on its own names its curve itself
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(issued.key().getEncoded());
      ECPrivateKey bare = ECPrivateKey.getInstance(info.parsePrivateKey());
      inner =
          new ECPrivateKey(256, bare.getKey(), info.getPrivateKeyAlgorithm().getParameters())
              .getEncoded();
    }
    Map<String, String> environment = environment();
    environment.put("PARTY_CERT", issued.certPem());
    environment.put("PARTY_KEY", Pems.of(algorithm + " PRIVATE KEY", inner));
    assertThat(PartyCredentials.fromEnvironment(environment).party()).isEqualTo("0");
  }

  @Test
  void nothingPrintsAKey() throws Exception {
    assertThat(PartyCredentials.fromPem(good)).hasToString("PartyCredentials[party=0, user=user1]");
  }
}
