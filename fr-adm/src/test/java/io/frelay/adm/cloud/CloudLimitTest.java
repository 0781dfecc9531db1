package io.frelay.adm.cloud;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.bundle.Bundle;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudLimitTest {
  @TempDir private Path certs;

  @Test
  void aPartyWithEcKeysFitsEverywhere() throws Exception {
    Map<String, String> variables = party(KeyType.EC);
    String bundle = Bundle.encode(variables);

    assertThat(Bundle.decode(bundle, "bundle")).isEqualTo(variables);
    assertThat(bundle).hasSizeLessThan(2000);
    for (CloudTarget cloud : CloudTarget.values()) {
      assertThat(CloudLimit.passed(cloud, variables, bundle)).as("%s", cloud).isEmpty();
    }
  }

  @Test
  void aPartyWithRsaKeysDoesNotFitIntoLambdasVariables() throws Exception {
    Map<String, String> variables = party(KeyType.RSA);
    String bundle = Bundle.encode(variables);

    assertThat(CloudLimit.passed(CloudTarget.AWS, variables, bundle))
        .hasSize(2)
        .allMatch(warning -> warning.contains("Lambda takes 4096"));
    assertThat(CloudLimit.passed(CloudTarget.AZURE, variables, bundle)).isEmpty();
  }

  @Test
  void eachLimitHasItsWarning() {
    Map<String, String> huge = Map.of("TAG", "x".repeat(1 << 20));
    String bundle = "x".repeat(1 << 20);

    assertThat(CloudLimit.passed(CloudTarget.AWS, huge, bundle)).hasSize(3);
    assertThat(CloudLimit.passed(CloudTarget.GCP, huge, bundle))
        .containsExactly("the bundle has 1048576 bytes, and Secret Manager takes 65536");
    assertThat(CloudLimit.passed(CloudTarget.AZURE, huge, bundle)).hasSize(1);
    assertThat(CloudLimit.passed(CloudTarget.IBM_CE, huge, bundle)).hasSize(1);
  }

  private Map<String, String> party(KeyType type) throws AdmException {
    CertificateFolder folder = new CertificateFolder(certs);
    folder.createRelay(List.of(), DEFAULTS.keyType(type));
    folder.createUser("user1", DEFAULTS.keyType(type));
    folder.createParty("user1", "0", DEFAULTS.keyType(type));
    return PartyEnvironment.of(
            folder.layout(),
            "user1",
            "0",
            new PartyEnvironment.Contact(
                Optional.of("relay.example.org:6000"), Optional.of("1,2"), ""),
            Clock.systemUTC())
        .variables();
  }
}
