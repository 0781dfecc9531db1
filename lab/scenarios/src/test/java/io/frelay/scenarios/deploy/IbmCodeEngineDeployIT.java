package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.deploy.DeployScripts.Outcome;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of deploy/ibm-ce: which commands they give, and which not. */
class IbmCodeEngineDeployIT extends DeployScenario {
  private static final String CE = "ibmcloud ce ";
  private static final String VPC = "ibmcloud is ";

  @BeforeEach
  void prepare() throws IOException {
    Path publicKey = Files.writeString(work.resolve("ssh.pub"), "ssh-ed25519 AAAA me\n");
    prepare(
        "ibm-ce",
        Map.ofEntries(
            Map.entry("REGION", "eu-de"),
            Map.entry("DEST", "0,1,2"),
            Map.entry("PARTIES", "0 1 2"),
            Map.entry("RELAY", "relay.example.org:6000"),
            Map.entry("IMAGE", "de.icr.io/frelay/function:1"),
            Map.entry("RELAY_ZONE", "eu-de-1"),
            Map.entry("RELAY_IMAGE", "ibm-debian-12"),
            Map.entry("RELAY_ADMIN", "203.0.113.9/32"),
            Map.entry("RELAY_SSH_KEY_FILE", publicKey.toString())),
        "ibmcloud",
        "curl",
        "ssh");
  }

  @Test
  void aFirstJobHasAPartyForEachIndex() throws Exception {
    cloud.refuse(CE + "job get");
    succeeds("deploy.sh");
    assertThat(cloud.lines())
        .containsSubsequence(
            "ibmcloud target -r eu-de -g Default --quiet",
            CE + "project select --name frelay --quiet");
    assertThat(call(CE + "job create"))
        .contains(" --name frelay-user1-0 --image de.icr.io/frelay/function:1 ")
        .contains(
            " --mount-secret /frelay/0=frelay-user1-0 --mount-secret /frelay/1=frelay-user1-1 ")
        .contains(" --env FRELAY_SECRETS_DIR=/frelay/{JOB_INDEX} ")
        .contains(" --array-indices 0-2 --retrylimit 0 --maxexecutiontime 60 ")
        .doesNotContain("--registry-secret");
  }

  @Test
  void whatIsThereIsUpdated() throws Exception {
    scripts.with("REGISTRY_SECRET", "icr");
    succeeds("deploy.sh");
    assertThat(call(CE + "job update")).contains(" --registry-secret icr ");
    assertThat(cloud.lines()).noneMatch(line -> line.contains(" create "));
  }

  @Test
  void anApplicationIsOneParty() throws Exception {
    scripts.with("VARIANT", "application").with("PARTIES", "0");
    cloud.refuse(CE + "application get");
    succeeds("deploy.sh");
    assertThat(call(CE + "application create"))
        .contains(" --mount-secret /frelay=frelay-user1-0 --env FRELAY_SECRETS_DIR=/frelay ")
        .contains(" --port 8080 --probe-ready type=tcp --visibility project --request-timeout 60 ")
        .contains(" --env FRELAY_TIMEOUT=55s ");

    scripts.with("PARTIES", "0 1");
    assertThat(fails("deploy.sh").err()).contains("PARTIES: an application is one party");
  }

  @Test
  void aDryRunCallsNothing() throws Exception {
    scripts.with("RELAY_SSH_KEY_FILE", "/nowhere");
    assertThat(dryRun("deploy.sh").out()).contains("+ " + CE + "job create");
    assertThat(dryRun("secrets.sh").out())
        .contains("+ bin/fr-adm secrets ibm-ce --user user1 --party 2 ");
    assertThat(dryRun("relay.sh").out())
        .contains("+ " + VPC + "instance-create", "+ ssh -o ", " < /dev/null")
        .contains(PKI.root().resolve("frelay/key.pem") + "\n");
    assertThat(dryRun("destroy.sh", "all").out())
        .contains("job delete --name frelay-user1-0", "secret delete --name frelay-user1-2")
        .contains("vpc-delete frelay-relay");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void theSecretsAreMadeAndThenUpdated() throws Exception {
    scripts.with("PARTIES", "0");
    cloud.refuse(CE + "project select").refuse(CE + "secret get");
    succeeds("secrets.sh");
    assertThat(cloud.lines()).contains(CE + "project create --name frelay --quiet");
    assertThat(call(CE + "secret create"))
        .startsWith(CE + "secret create -n frelay-user1-0 --from-file ")
        .contains("PARTY_KEY=", "DEST=", "RELAY=");

    cloud.reset();
    succeeds("secrets.sh");
    assertThat(call(CE + "secret update")).contains("-n frelay-user1-0 ");
    assertThat(cloud.lines()).noneMatch(line -> line.contains(" create "));
  }

  @Test
  void aRelayIsInstalledThroughADoorThatIsClosedAgain() throws Exception {
    cloud
        .answer(VPC + "floating-ip frelay-relay", "{ \"address\": \"203.0.113.7\" }")
        .refuse(VPC + "vpc ")
        .refuse(VPC + "subnet ")
        .refuse(VPC + "security-group ")
        .refuse(VPC + "key ")
        .refuse(VPC + "instance ")
        .answer(
            VPC + "security-group-rule-add frelay-relay inbound tcp --remote 203.0.113.9/32",
            "{ \"direction\": \"inbound\", \"id\": \"r1-22\", \"remote\": {} }");
    assertThat(succeeds("relay.sh").out()).isEqualTo("RELAY=203.0.113.7:6000\n");
    assertThat(cloud.lines())
        .containsSubsequence(
            VPC + "vpc-create frelay-relay",
            VPC
                + "security-group-rule-add frelay-relay inbound tcp --remote 0.0.0.0/0"
                + " --port-min 6000 --port-max 6000",
            VPC
                + "instance-create frelay-relay frelay-relay eu-de-1 cx2-2x4 frelay-relay"
                + " --image ibm-debian-12 --keys frelay-relay --sgs frelay-relay",
            VPC
                + "security-group-rule-add frelay-relay inbound tcp --remote 203.0.113.9/32"
                + " --port-min 22 --port-max 22 --output JSON",
            VPC + "security-group-rule-delete frelay-relay r1-22 --force")
        .anyMatch(line -> line.startsWith("ssh ") && line.contains("/etc/frelay/relay-key.pem"))
        .anyMatch(line -> line.startsWith("ssh ") && line.contains("frelay-relay/install.sh"));
    assertThat(cloud.lines().get(cloud.lines().size() - 1)).contains("rule-delete");
  }

  @Test
  void theDoorIsClosedAlsoIfTheInstallationFails() throws Exception {
    cloud
        .answer(VPC + "floating-ip frelay-relay", "{ \"address\": \"203.0.113.7\" }")
        .answer(VPC + "security-group-rule-add", "{ \"id\": \"r1-22\" }")
        .answer(sshCommand("true"), "")
        .refuse("ssh ");
    assertThat(run("relay.sh").exitCode()).isNotZero();
    assertThat(cloud.lines().get(cloud.lines().size() - 1))
        .isEqualTo(VPC + "security-group-rule-delete frelay-relay r1-22 --force");
    assertThat(cloud.lines()).noneMatch(line -> line.contains("-create "));
  }

  /** The first VM has the registry; each relay is installed with its own addresses. */
  @Test
  void twoRelaysAreTwoVmsAndARegistryOnTheFirst() throws Exception {
    scripts.with("RELAY_COUNT", "2").with("RELAY_SECOND_ZONE", "eu-de-2");
    cloud
        .answer(VPC + "floating-ip frelay-relay ", "{ \"address\": \"203.0.113.7\" }")
        .answer(VPC + "floating-ip frelay-relay-2 ", "{ \"address\": \"203.0.113.8\" }")
        .refuse(VPC + "subnet frelay-relay-2 ")
        .refuse(VPC + "instance frelay-relay-2 ")
        .answer(VPC + "security-group ", "{ \"id\": \"sg-1\" }")
        .answer(VPC + "security-group-rules ", "[ { \"port_min\": 6001 } ]")
        .answer(VPC + "security-group-rule-add", "{ \"id\": \"r1-22\" }")
        .answer(sshCommand("cat /etc/frelay/registry-password"), "password-of-registry")
        .answer(sshCommand("hostname -I"), "10.1.0.4 ")
        .answer(sshCommand("hostname -I").replace("113.7", "113.8"), "10.1.16.4 ");
    Outcome outcome = succeeds("relay.sh");
    assertThat(outcome.out()).isEqualTo("RELAY=203.0.113.7:6000,203.0.113.8:6000\n");
    assertThat(outcome.text()).doesNotContain("password-of-registry");
    assertThat(cloud.lines())
        .containsSubsequence(
            VPC
                + "subnet-create frelay-relay-2 frelay-relay --zone eu-de-2 --ipv4-address-count 16",
            VPC
                + "security-group-rule-add frelay-relay inbound tcp --remote sg-1"
                + " --port-min 6379 --port-max 6379",
            VPC
                + "instance-create frelay-relay-2 frelay-relay eu-de-2 cx2-2x4 frelay-relay-2"
                + " --image ibm-debian-12 --keys frelay-relay --sgs frelay-relay",
            sshCommand("cat /etc/frelay/registry-password"),
            sshCommand("cd /root && tar -xzf frelay-relay.tar.gz && frelay-relay/install.sh"),
            sshCommand("true").replace("113.7", "113.8"),
            VPC + "security-group-rule-delete frelay-relay r1-22 --force")
        .noneMatch(line -> line.contains("password-of-registry"))
        .noneMatch(line -> line.contains("--remote sg-1 --port-min 6001"));

    scripts.with("RELAY_COUNT", "1");
    cloud.reset().answer(VPC + "instance frelay-relay-2 ", "{}");
    assertThat(fails("relay.sh").err()).contains("there are two relays, and RELAY_COUNT is 1");
  }

  private static String sshCommand(String command) {
    return "ssh -o UserKnownHostsFile=%s -o StrictHostKeyChecking=accept-new -o ConnectTimeout=10 root@203.0.113.7 sudo sh -c '%s'"
        .formatted(Project.ROOT.resolve("deploy/ibm-ce/target/known_hosts"), command);
  }

  @Test
  void thePartiesAreDestroyedAndThenNothingIsLeftToDo() throws Exception {
    succeeds("destroy.sh", "parties", "--yes");
    assertThat(cloud.lines())
        .containsSubsequence(
            CE + "job delete --name frelay-user1-0 --force --quiet",
            CE + "secret delete --name frelay-user1-0 --force --quiet",
            CE + "secret delete --name frelay-user1-2 --force --quiet",
            CE + "secret delete --name frelay-user1-0-input --force --quiet")
        .noneMatch(line -> line.contains("project delete") || line.startsWith(VPC));

    cloud.reset().refuse(CE).refuse(VPC);
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines())
        .noneMatch(line -> line.contains("delete") || line.contains("release"));
  }

  @Test
  void nothingIsDoneBeforeAllIsRight() throws Exception {
    scripts.with("RELAY_IMAGE", "").with("RELAY_ZONE", "").with("VARIANT", "other");
    assertThat(fails("relay.sh").err()).contains("RELAY_ZONE is missing", "RELAY_IMAGE is missing");
    assertThat(fails("deploy.sh").err()).contains("'other' is neither job nor application");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void hintsAreForTheSameParty() throws Exception {
    assertThat(succeeds("secrets.sh").err()).endsWith("next: " + hint("ibm-ce/deploy.sh"));
    assertThat(succeeds("deploy.sh", "--dry-run").err())
        .contains("  0: {ibm-ce-job: frelay-user1-0, index: 0, region: eu-de, ")
        .endsWith(" index: 2, region: eu-de, resource-group: Default, project: frelay}\n");
    cloud.reset().refuse("ibmcloud ce project select");
    assertThat(fails("deploy.sh").err()).endsWith("run " + hint("ibm-ce/secrets.sh"));
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    scripts.with("IMAGE", "");
    assertThat(fails("deploy.sh").err())
        .contains("parameters.env: IMAGE is missing: The container image");
    scripts.with("IMAGE", "i");
    cloud.reset().refuse(CE + "project select");
    assertThat(fails("deploy.sh").err()).contains("there is no project frelay");
    assertThat(cloud.lines()).noneMatch(line -> line.startsWith(CE + "job"));
  }
}
