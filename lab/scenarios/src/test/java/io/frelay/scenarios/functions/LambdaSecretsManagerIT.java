package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.bundle.Bundle;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.ExpiredParty;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.functions.support.SecretsManagerExtension;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Secrets come from AWS Secrets Manager, through the extension beside the function. */
class LambdaSecretsManagerIT {
  private static final String NAME = "frelay/user1/1";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RelayProcess relay = Shared.relay();
  @AutoClose private final SecretsManagerExtension extension = new SecretsManagerExtension();
  private final Map<String, String> secrets =
      new LinkedHashMap<>(relay.environment(Shared.PKI, "user1", "1", "0"));

  @Test
  void everyFaultIsToldByNameUntilTheSecretIsRight() throws Exception {
    try (LambdaFunction function = LambdaFunction.start(extension.environment(NAME))) {
      assertTold(
          function,
          "FRELAY_AWS_SECRET: AWS refuses secret frelay/user1/1 with HTTP 400: there is no secret"
              + " of that name or ARN in the function's region and account");

      String json = SecretsManagerExtension.json(secrets);
      extension.put(NAME, json.substring(0, json.length() / 2));
      assertTold(
          function,
          "the AWS secret frelay/user1/1 is neither a bundle nor a JSON object of RELAY_CA and so"
              + " on: cut short?");

      putWith("PARTY_KEY", "");
      assertTold(
          function,
          "missing: PARTY_KEY; give each as a variable, as a file that PARTY_KEY_FILE and so on"
              + " name, or as a file in FRELAY_SECRETS_DIR, or all together as FRELAY_BUNDLE, which"
              + " fr-adm secrets makes (not in FRELAY_AWS_SECRET either)");

      putWith("PARTY_KEY", secrets.get("RELAY_KEY"));
      assertTold(
          function,
          "PARTY_KEY in the AWS secret frelay/user1/1 is not the key of PARTY_CERT in the AWS"
              + " secret frelay/user1/1");

      ExpiredParty expired = ExpiredParty.get();
      extension.put(NAME, Bundle.encode(withAll(expired.secrets())));
      assertTold(
          function,
          "RELAY_CERT in the AWS secret frelay/user1/1 expired on %s; make a new one with fr-adm"
              .formatted(expired.validUntil()));

      putWith("RELAY_KEY", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s/)");
      assertTold(
          function,
          "RELAY_KEY in the AWS secret frelay/user1/1 is an Azure Key Vault reference that the"
              + " platform left unresolved: check the reference, that the app's identity has the"
              + " role 'Key Vault Secrets User' on the vault and that the vault lets it in, then"
              + " restart the app");

      extension.put(NAME, json);
      assertWorks(function, "secrets-manager-json");
      assertThat(extension.tokens()).containsOnly(LambdaFunction.SESSION_TOKEN);
      assertThat(function.log()).doesNotContain("PRIVATE KEY");
    }
  }

  @Test
  void snapshotHoldsNoSecretAndNoConnectionAndTheRestoreFetchesThem() throws Exception {
    extension.put(NAME, Bundle.encode(secrets));
    double connections = relay.meter("frelay_connections_accepted_total");
    try (LambdaFunction function = LambdaFunction.snapshot(extension.environment(NAME))) {
      assertThat(function.log()).contains("started in");
      assertThat(extension.tokens()).isEmpty();
      assertThat(relay.meter("frelay_connections_accepted_total")).isEqualTo(connections);

      function.restore();
      extension.awaitRequest();
      assertThat(extension.tokens()).containsExactly(LambdaFunction.CONTAINER_TOKEN);
      assertThat(relay.meter("frelay_connections_accepted_total")).isEqualTo(connections);

      assertWorks(function, "snap-start");
      assertThat(extension.tokens()).hasSize(1);
    }
  }

  @Test
  void restoreWithoutSecretsLeavesItToTheInvocationToSaySo() {
    try (LambdaFunction function = LambdaFunction.snapshot(extension.environment(NAME))) {
      function.restore();
      assertTold(
          function,
          "FRELAY_AWS_SECRET: AWS refuses secret frelay/user1/1 with HTTP 400: there is no secret"
              + " of that name or ARN in the function's region and account");
    }
  }

  private void putWith(String name, String value) {
    extension.put(NAME, SecretsManagerExtension.json(withAll(Map.of(name, value))));
  }

  private Map<String, String> withAll(Map<String, String> changed) {
    Map<String, String> all = new LinkedHashMap<>(secrets);
    all.putAll(changed);
    return all;
  }

  private static void assertTold(LambdaFunction function, String message) {
    assertThat(
            function.invoke(
                "{\"frelay\":{\"handler\":\"overlap\"},\"input\":{\"items\":[]}}", LIMIT))
        .isEqualTo(
            new Answer(
                500, "{\"error\":{\"code\":\"bad_secrets\",\"message\":\"" + message + "\"}}"));
  }

  private void assertWorks(LambdaFunction function, String tag) throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, tag);
    peer.requireMet(function.invoke(OverlapPeer.request(tag), LIMIT));
  }
}
