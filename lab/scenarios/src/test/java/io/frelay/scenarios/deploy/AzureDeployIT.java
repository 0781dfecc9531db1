package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of deploy/azure: which commands they give, and which not. */
class AzureDeployIT extends DeployScenario {
  private static final String TEMPLATE = "az deployment group create --resource-group ";
  private static final String VM = "az vm show --resource-group frelay-relay --name ";
  private static final String UPLOAD = "az functionapp deployment source config-zip";

  @BeforeEach
  void prepare() throws IOException {
    Path runner = Files.writeString(work.resolve("runner"), "an executable");
    Path publicKey = Files.writeString(work.resolve("ssh.pub"), "ssh-ed25519 AAAA me\n");
    prepare(
        "azure",
        Map.ofEntries(
            Map.entry("LOCATION", "westeurope"),
            Map.entry("DEST", "1,2"),
            Map.entry("RELAY", "relay.example.org:6000"),
            Map.entry("VAULT", "Frelay-a1b2"),
            Map.entry("RUNNER", runner.toString()),
            Map.entry("IMAGE", "registry.example.org/frelay/function:1"),
            Map.entry("CALLER", "203.0.113.9/32"),
            Map.entry("RELAY_VAULT", "frelay-relay-a1b2"),
            Map.entry("RELAY_SSH_KEY_FILE", publicKey.toString())),
        "az");
  }

  @Test
  void aDeploymentIsATemplateAndAZip() throws Exception {
    FinishedProgram.assumeInstalled("zip", "the package of a function app is not made");
    succeeds("deploy.sh");
    assertThat(call(TEMPLATE))
        .startsWith(TEMPLATE + "frelay-user1-0 --name main --template-file ")
        .contains("/deploy/azure/main.bicep --output none --parameters name=frelay-a1b2 ")
        .contains(" vaultName=Frelay-a1b2 secretName=frelay-user1-0 relay=relay.example.org:6000")
        .contains(" dest=1,2 handler=overlap patience=55s");
    Path zip = Project.ROOT.resolve("deploy/azure/target/function.zip");
    assertThat(cloud.lines())
        .containsSubsequence(
            UPLOAD
                + " --resource-group frelay-user1-0 --name frelay-a1b2 --src "
                + zip
                + " --output none",
            "az functionapp restart --resource-group frelay-user1-0 --name frelay-a1b2");

    FinishedProgram unzipped =
        FinishedProgram.run("unzip", "-q", zip.toString(), "-d", work.resolve("app").toString());
    assertThat(unzipped.exitCode()).as(unzipped::output).isZero();
    assertThat(work.resolve("app/frelay-azure-runner")).isExecutable().hasContent("an executable");
    for (String file : new String[] {"host.json", "frelay/function.json"}) {
      assertThat(work.resolve("app").resolve(file))
          .hasSameTextualContentAs(Project.ROOT.resolve("deploy/azure").resolve(file));
    }
  }

  @Test
  void aContainerIsATemplateAlone() throws Exception {
    scripts.with("VARIANT", "container");
    succeeds("deploy.sh");
    assertThat(call(TEMPLATE))
        .contains("/container.bicep", "image=registry.example.org/frelay/function:1")
        .contains("caller=203.0.113.9/32");
    assertThat(cloud.lines()).noneMatch(line -> line.startsWith(UPLOAD));
  }

  @Test
  void aDryRunCallsNothing() throws Exception {
    scripts.with("RUNNER", "/nowhere").with("RELAY_SSH_KEY_FILE", "/nowhere");
    assertThat(dryRun("deploy.sh").out())
        .contains("+ " + TEMPLATE, "/target/function && zip --quiet ", "+ " + UPLOAD);
    assertThat(dryRun("secrets.sh").out()).contains("+ bin/fr-adm secrets azure");
    assertThat(dryRun("relay.sh").out()).contains("/relay-store.bicep", "/relay.bicep");
    assertThat(dryRun("destroy.sh", "all").out())
        .contains("group delete --name frelay-user1-0", "keyvault purge --name Frelay-a1b2")
        .contains("group delete --name frelay-relay", "keyvault purge --name frelay-relay-a1b2");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void theVaultIsMadeBeforeTheSecret() throws Exception {
    cloud.refuse("az group show").answer("az ad signed-in-user show", "me");
    succeeds("secrets.sh");
    assertThat(cloud.lines())
        .contains("az group create --name frelay-user1-0 --location westeurope --output none");
    assertThat(call(TEMPLATE)).contains("/party.bicep", " officer=me");
    assertThat(call("az keyvault secret set"))
        .startsWith("az keyvault secret set --vault-name Frelay-a1b2 --name frelay-user1-0 --file ")
        .endsWith(" --output none");

    cloud.reset();
    scripts.with("OFFICER", "the-builder");
    succeeds("secrets.sh");
    assertThat(cloud.lines()).noneMatch(line -> line.contains("group create --name"));
    assertThat(call(TEMPLATE)).endsWith(" officer=the-builder");
  }

  private CloudPrograms templatesAnswer() throws IOException {
    return cloud
        .answer("az ad signed-in-user show", "me")
        .answer(output("relay-store", "storageName"), "frelaystore")
        .answer(output("relay-store", "identityId"), "/subscriptions/1/identity")
        .answer(output("relay", "address"), "203.0.113.7");
  }

  private static String output(String template, String name) {
    return "az deployment group show --resource-group frelay-relay --name %s --query properties.outputs.%s."
        .formatted(template, name);
  }

  @Test
  void aFirstRelayFetchesForItself() throws Exception {
    templatesAnswer().refuse("az vm show");
    assertThat(succeeds("relay.sh").out()).isEqualTo("RELAY=203.0.113.7:6000\n");
    assertThat(cloud.lines())
        .anyMatch(
            line ->
                line.matches(
                    "az keyvault secret set .* --name relay-key --file .*/frelay/key.pem .*"))
        .anyMatch(
            line ->
                line.contains(
                    "--account-name frelaystore --container-name relay --name frelay-relay.tar.gz"))
        .anyMatch(line -> line.contains("/relay.bicep") && line.contains(" port=6000 "))
        .anyMatch(line -> line.endsWith(" sshKey=ssh-ed25519 AAAA me"))
        .noneMatch(line -> line.contains("frelay-key.pem"))
        .noneMatch(line -> line.contains("run-command"));
  }

  @Test
  void aRelayThatIsThereLooksAgain() throws Exception {
    templatesAnswer().answer(VM + "frelay-relay --query", "/subscriptions/1/vm");
    succeeds("relay.sh");
    assertThat(call("az vm run-command invoke"))
        .contains("--command-id RunShellScript --scripts /usr/local/sbin/frelay-install");
  }

  /** Each relay joins when the other one serves; az itself does not say whether a script failed. */
  @Test
  void twoRelaysAreTwoVmsAndARegistry() throws Exception {
    scripts.with("RELAY_COUNT", "2").with("RELAY_SECOND_ZONE", "2");
    String join = "az vm run-command invoke --resource-group frelay-relay --name frelay-relay";
    templatesAnswer()
        .answer(output("relay", "privateAddress"), "10.60.0.4")
        .answer(output("relay-cluster", "registry"), "frelay-x.westeurope.redis.azure.net:10000")
        .answer(join + " ", "[stderr] the relay serves, and the registry answers")
        .answer(join + "-2 ", "[stderr] install.sh: the relay does not serve");
    assertThat(fails("relay.sh").err())
        .endsWith(
            "the relay on frelay-relay-2 does not serve, and the other one is left as it is; see above\n");
    assertThat(cloud.lines().stream().filter(line -> line.startsWith(TEMPLATE)).toList())
        .satisfiesExactly(
            line -> assertThat(line).contains("/relay-store.bicep "),
            line -> assertThat(line).contains("/relay.bicep ", " name=frelay-relay zone= "),
            line -> assertThat(line).contains("/relay.bicep ", " name=frelay-relay-2 zone=2 "),
            line ->
                assertThat(line)
                    .endsWith(
                        "/relay-cluster.bicep --output none --parameters vaultName=frelay-relay-a1b2"));
    assertThat(call(join + "-2 "))
        .contains(
            "/deploy/azure/relay-join.sh --parameters frelay-relay-a1b2 10.60.0.4:6001"
                + " 203.0.113.7:6000 frelay-x.westeurope.redis.azure.net:10000 --query");

    scripts.with("RELAY_COUNT", "1");
    cloud.answer(VM + "frelay-relay-2 ", "/subscriptions/1/vm2");
    assertThat(fails("relay.sh").err()).contains("there are two relays, and RELAY_COUNT is 1");
  }

  @Test
  void allIsDestroyedAndThenNothingIsLeftToDo() throws Exception {
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines())
        .containsSubsequence(
            "az group delete --name frelay-user1-0 --yes",
            "az keyvault purge --name Frelay-a1b2",
            "az group delete --name frelay-relay --yes",
            "az keyvault purge --name frelay-relay-a1b2");

    cloud.reset().refuse("az");
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines())
        .noneMatch(line -> line.contains(" delete ") || line.contains("purge"));
  }

  @Test
  void aRelayElsewhereIsLeftAlone() throws Exception {
    scripts.with("RELAY_VAULT", "");
    assertThat(succeeds("destroy.sh", "all", "--yes").err())
        .startsWith("destroy.sh: note: RELAY_VAULT is not set");
    assertThat(cloud.lines())
        .contains("az group delete --name frelay-user1-0 --yes")
        .noneMatch(line -> line.contains("frelay-relay"));

    cloud.reset();
    assertThat(fails("destroy.sh", "relay", "--yes").err()).contains("RELAY_VAULT is missing");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void hintsAreForTheSameParty() throws Exception {
    assertThat(succeeds("secrets.sh").err()).endsWith("next: " + hint("azure/deploy.sh"));
    assertThat(succeeds("deploy.sh", "--dry-run").err())
        .endsWith("  0: {azure: frelay-a1b2, group: frelay-user1-0}\n");
    cloud.reset().refuse("az keyvault show");
    assertThat(fails("deploy.sh").err()).endsWith("run " + hint("azure/secrets.sh"));
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    scripts.with("VAULT", "");
    assertThat(fails("deploy.sh").err())
        .startsWith("parameters.env: VAULT is missing: The Key Vault");
    scripts.with("VAULT", "v").with("VARIANT", "other");
    assertThat(fails("deploy.sh").err()).contains("'other' is neither function nor container");
    assertThat(cloud.calls()).isEmpty();

    cloud.refuse("az keyvault show");
    scripts.with("VARIANT", "function");
    assertThat(fails("deploy.sh").err())
        .contains("there is no Key Vault v: run deploy/azure/secrets.sh");
    assertThat(cloud.lines()).noneMatch(line -> line.startsWith(TEMPLATE));
    cloud.reset();
    scripts.with("RUNNER", "/nowhere");
    assertThat(fails("deploy.sh").err()).contains("/nowhere is missing", "-Pnative");
    assertThat(cloud.calls()).isEmpty();
  }
}
