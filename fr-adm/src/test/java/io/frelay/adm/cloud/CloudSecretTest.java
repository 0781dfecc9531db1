package io.frelay.adm.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudSecretTest {
  @ParameterizedTest
  @CsvSource({
    "AWS, frelay/User1/0",
    "GCP, frelay-User1-0",
    "AZURE, frelay-User1-0",
    "IBM_CE, frelay-user1-0"
  })
  void hasANameThatItsCloudAllows(CloudTarget cloud, String expected) throws Exception {
    String name = cloud.secretName("User1", "0");
    assertThat(name).isEqualTo(expected);
    assertThat(cloud.checkName(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatIsMoreThanANameIsRefused(CloudTarget cloud) {
    for (String name :
        new String[] {"", "a b", "it's", "\"", "-x", "--force", "a;b", "$(id)", "a\nb", "ä"}) {
      assertThatThrownBy(() -> cloud.checkName(name))
          .as("'%s'", name)
          .isInstanceOf(AdmException.class)
          .hasMessageContaining("--name");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AWS, 512",
    "GCP, 255",
    "AZURE, 127",
    "IBM_CE, 253",
  })
  void aNameIsNoLongerThanItsCloudAllows(CloudTarget cloud, int most) throws Exception {
    assertThat(cloud.checkName("x".repeat(most))).hasSize(most);
    assertThatThrownBy(() -> cloud.checkName("x".repeat(most + 1)))
        .isInstanceOf(AdmException.class);
  }

  @ParameterizedTest
  @CsvSource({"GCP, a/b", "AZURE, a_b", "IBM_CE, A", "IBM_CE, a_b", "IBM_CE, a-"})
  void oneCloudsNameNeedNotBeAnothers(CloudTarget cloud, String name) {
    assertThatThrownBy(() -> cloud.checkName(name)).isInstanceOf(AdmException.class);
  }

  @Test
  void azureAndOnlyAzureHasAVault() {
    assertThatThrownBy(() -> CloudSecret.of(CloudTarget.AZURE, "x", Optional.empty(), false))
        .hasMessageContaining("--vault");
    assertThatThrownBy(() -> CloudSecret.of(CloudTarget.GCP, "x", Optional.of("vault"), false))
        .hasMessageContaining("--vault");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ab", "1vault", "vault-", "my vault", "a.b", "--vault", "it's-a-vault"})
  void noVault(String vault) {
    assertThatThrownBy(() -> CloudSecret.of(CloudTarget.AZURE, "x", Optional.of(vault), false))
        .hasMessageContaining("cannot name a Key Vault");
  }

  /** It expands file:// paths itself, after the shell. */
  @ParameterizedTest
  @ValueSource(strings = {"~user/certs", "a$HOME/certs"})
  void thePathsThatTheAwsCliChangesAreRefused(String folder) throws Exception {
    CloudSecret secret = CloudSecret.of(CloudTarget.AWS, "x", Optional.empty(), false);
    Map<String, Path> files = Map.of("secret.json", Path.of(folder, "secret.json"));

    assertThatThrownBy(() -> secret.command(Path.of("bundle"), files))
        .hasMessageContaining("keep the certificates in another folder");
  }
}
