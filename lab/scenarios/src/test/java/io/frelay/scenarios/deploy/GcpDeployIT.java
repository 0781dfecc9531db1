package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.deploy.DeployScripts.Outcome;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts of deploy/gcp: which commands they give, and which not. */
class GcpDeployIT extends DeployScenario {
  private static final String ACCOUNT = "frelay-user1-0@demo.iam.gserviceaccount.com";
  private static final String DEPLOY = "gcloud functions deploy";
  private static final String ADDRESS =
      "gcloud compute addresses describe frelay-relay --region=europe-west3 --format=";
  private static final String VM = "gcloud compute instances";

  @BeforeEach
  void prepare() throws IOException {
    prepare(
        "gcp",
        Map.of(
            "PROJECT", "demo",
            "REGION", "europe-west3",
            "DEST", "1,2",
            "RELAY", "relay.example.org:6000",
            "JAR_FOLDER", work.toString(),
            "IMAGE", "registry.example.org/frelay/function:1",
            "RELAY_ZONE", "europe-west3-a"),
        "gcloud");
  }

  @Test
  void aFirstDeploymentMakesAnAccountThatReadsOneSecret() throws Exception {
    cloud.refuse("gcloud iam service-accounts describe");
    succeeds("deploy.sh");
    assertThat(cloud.lines())
        .containsSubsequence(
            "gcloud iam service-accounts create frelay-user1-0 --display-name=Frelay: party 0 of user1",
            "gcloud secrets add-iam-policy-binding frelay-user1-0 --condition=None --member=serviceAccount:"
                + ACCOUNT
                + " --role=roles/secretmanager.secretAccessor --format=none");
    assertThat(call(DEPLOY))
        .startsWith(DEPLOY + " frelay-user1-0 --gen2 --region=europe-west3 --runtime=java21 ")
        .contains(
            " --source=" + work,
            " --entry-point=io.quarkus.gcp.functions.QuarkusHttpFunction",
            " --no-allow-unauthenticated",
            " --service-account=" + ACCOUNT,
            " --set-secrets=FRELAY_BUNDLE=frelay-user1-0:latest",
            " --set-env-vars=^;^RELAY=relay.example.org:6000;DEST=1,2;FRELAY_HANDLER=overlap;FRELAY_TIMEOUT=55s",
            " --timeout=60s");
  }

  @Test
  void anotherDeploymentMakesNoOtherAccount() throws Exception {
    succeeds("deploy.sh");
    assertThat(cloud.lines()).noneMatch(line -> line.contains(" create "));
    assertThat(call(DEPLOY)).contains("frelay-user1-0");
  }

  @Test
  void aServiceIsReplacedByItsManifest() throws Exception {
    scripts.with("VARIANT", "service").with("NAME", "frelay-replaced");
    succeeds("deploy.sh");
    assertThat(call("gcloud run services replace"))
        .isEqualTo(
            "gcloud run services replace "
                + Project.ROOT.resolve("deploy/gcp/target/frelay-replaced.yaml")
                + " --region=europe-west3");
    assertThat(cloud.lines()).noneMatch(line -> line.startsWith(DEPLOY));
  }

  @Test
  void aDryRunCallsNothing() throws Exception {
    scripts.with("JAR_FOLDER", "/nowhere");
    assertThat(dryRun("deploy.sh").out()).contains("+ " + DEPLOY);
    assertThat(dryRun("secrets.sh").out()).contains("+ bin/fr-adm secrets gcp");
    assertThat(dryRun("relay.sh").out()).contains("+ " + VM + " create");
    assertThat(dryRun("destroy.sh", "all").out())
        .contains("functions delete frelay-user1-0", "secrets delete frelay-user1-0")
        .contains("instances delete frelay-relay", "storage rm --recursive gs://demo-frelay-relay");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void theSecretIsMadeAndThenGetsAnotherVersion() throws Exception {
    cloud.refuse("gcloud secrets describe");
    succeeds("secrets.sh");
    assertThat(call("gcloud secrets create"))
        .startsWith(
            "gcloud secrets create frelay-user1-0 --replication-policy=automatic --data-file=");

    cloud.reset();
    succeeds("secrets.sh");
    assertThat(call("gcloud secrets versions"))
        .startsWith("gcloud secrets versions add frelay-user1-0 ");
  }

  @Test
  void aFirstRelayIsAVmWithOneOpenPort() throws Exception {
    nothingOfTheRelay();
    Outcome outcome = succeeds("relay.sh");
    assertThat(cloud.lines())
        .anyMatch(line -> line.matches("gcloud secrets create frelay-relay-key .*/frelay/key.pem"))
        .noneMatch(line -> line.contains("frelay-key.pem"))
        .anyMatch(
            line ->
                line.startsWith(
                        "gcloud compute firewall-rules create frelay-relay --network=frelay-relay")
                    && line.contains("--allow=tcp:6000 "));
    assertThat(cloud.lines().stream().filter(line -> line.contains("firewall-rules create")))
        .hasSize(1);
    assertThat(call(VM + " create"))
        .contains(
            "--shielded-secure-boot",
            "--tags=frelay-relay",
            "--metadata-from-file=startup-script=");
    assertThat(outcome.out()).isEqualTo("RELAY=203.0.113.7:6000\n");
  }

  private void nothingOfTheRelay() throws IOException {
    cloud
        .refuse("gcloud compute instances describe")
        .answer(ADDRESS + "value(address)", "203.0.113.7")
        .refuse(ADDRESS)
        .refuse("gcloud compute networks describe")
        .refuse("gcloud compute networks subnets describe")
        .refuse("gcloud compute firewall-rules describe")
        .refuse("gcloud storage buckets describe")
        .refuse("gcloud secrets describe")
        .refuse("gcloud iam service-accounts describe");
  }

  @Test
  void aRelayIsTouchedOnlyIfSomethingHasChanged() throws Exception {
    cloud.refuse("gcloud compute instances describe").answer(ADDRESS, "203.0.113.7");
    succeeds("relay.sh");
    Matcher label =
        Pattern.compile("--labels=frelay=([a-z0-9_-]{1,63})$").matcher(call(VM + " create"));
    assertThat(label.find()).isTrue();

    cloud
        .reset()
        .answer("gcloud compute instances describe", label.group(1))
        .answer(ADDRESS, "203.0.113.7");
    assertThat(succeeds("relay.sh").out()).isEqualTo("RELAY=203.0.113.7:6000\n");
    assertThat(cloud.lines()).allMatch(line -> line.contains(" describe "));

    scripts.with("RELAY_PORT", "6001");
    succeeds("relay.sh");
    assertThat(cloud.lines())
        .containsSubsequence(
            "gcloud compute firewall-rules update frelay-relay --allow=tcp:6001",
            VM + " stop frelay-relay --zone=europe-west3-a",
            VM + " start frelay-relay --zone=europe-west3-a")
        .anyMatch(line -> line.startsWith(VM + " update frelay-relay") && line.endsWith("-6001"))
        .noneMatch(line -> line.startsWith(VM + " create"));
  }

  /** One relay that is there becomes the first of two; the second is made when that one serves. */
  @Test
  void aSecondRelayIsMadeWhenTheFirstServesInTheCluster() throws Exception {
    scripts.with("RELAY_COUNT", "2").with("RELAY_SECOND_ZONE", "europe-west3-b");
    String registry = "gcloud redis instances describe frelay-relay --region=europe-west3 ";
    // Known from the package: the VM says it when it serves.
    assertThat(FinishedProgram.run("deploy/relay/package.sh").exitCode()).isZero();
    Matcher state =
        Pattern.compile("frelay-state=([a-z0-9_-]{1,63}) ").matcher(dryRun("relay.sh").out());
    assertThat(state.find()).isTrue();
    cloud
        .answer(VM + " describe frelay-relay --", "of-one-relay")
        .refuse(VM + " describe frelay-relay-2 ")
        .answer(VM + " get-guest-attributes", state.group(1))
        .answer(ADDRESS, "203.0.113.7")
        .answer("gcloud compute addresses describe frelay-relay-2 ", "203.0.113.8")
        .refuse(registry + "--format=value(createTime)")
        .refuse(registry + "--format=value(name)")
        .answer(registry + "--format=value(host,port)", "10.0.0.3\t6378")
        .answer(registry + "--flatten", "-----BEGIN CERTIFICATE-----")
        .answer("gcloud redis instances get-auth-string", "password-of-registry")
        .refuse("gcloud compute firewall-rules describe frelay-relay-trunk")
        .refuse("gcloud secrets describe frelay-relay-cluster");
    Outcome outcome = succeeds("relay.sh");
    assertThat(outcome.out()).isEqualTo("RELAY=203.0.113.7:6000,203.0.113.8:6000\n");
    assertThat(cloud.lines())
        .containsSubsequence(
            "gcloud compute firewall-rules create frelay-relay-trunk --network=frelay-relay"
                + " --direction=INGRESS --allow=tcp:6001 --source-tags=frelay-relay"
                + " --target-tags=frelay-relay",
            VM + " stop frelay-relay --zone=europe-west3-a",
            VM + " start frelay-relay --zone=europe-west3-a",
            VM
                + " get-guest-attributes frelay-relay --zone=europe-west3-a"
                + " --query-path=frelay/serves --format=value(value)")
        .noneMatch(line -> line.contains("password-of-registry"));
    assertThat(call(VM + " create"))
        .startsWith(VM + " create frelay-relay-2 --zone=europe-west3-b ")
        .contains("address=203.0.113.8 ", ",frelay-trunk=6001,frelay-state=" + state.group(1));
    assertThat(call("gcloud redis instances create")).contains("--enable-auth", "--tier=standard");
    assertThat(outcome.text()).doesNotContain("password-of-registry");

    scripts.with("RELAY_COUNT", "1");
    assertThat(fails("relay.sh").err()).contains("there are two relays, and RELAY_COUNT is 1");
  }

  @Test
  void allIsDestroyedAndThenNothingIsLeftToDo() throws Exception {
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines())
        .containsSubsequence(
            "gcloud functions delete frelay-user1-0 --gen2 --region=europe-west3",
            "gcloud secrets delete frelay-user1-0",
            "gcloud iam service-accounts delete " + ACCOUNT,
            VM + " delete frelay-relay --zone=europe-west3-a",
            "gcloud redis instances delete frelay-relay --region=europe-west3",
            "gcloud compute networks delete frelay-relay",
            "gcloud secrets delete frelay-relay-key",
            "gcloud storage rm --recursive gs://demo-frelay-relay");

    cloud.reset().refuse("gcloud");
    succeeds("destroy.sh", "all", "--yes");
    assertThat(cloud.lines()).noneMatch(line -> line.contains("delete") || line.contains(" rm "));
  }

  @Test
  void aRelayElsewhereIsLeftAlone() throws Exception {
    scripts.with("RELAY_ZONE", "");
    assertThat(succeeds("destroy.sh", "all", "--yes").err())
        .startsWith("destroy.sh: note: RELAY_ZONE is not set");
    assertThat(cloud.lines())
        .contains("gcloud secrets delete frelay-user1-0")
        .noneMatch(line -> line.contains("frelay-relay"));

    cloud.reset();
    assertThat(fails("destroy.sh", "relay", "--yes").err()).contains("RELAY_ZONE is missing");
    assertThat(cloud.calls()).isEmpty();
  }

  @Test
  void hintsAreForTheSameParty() throws Exception {
    assertThat(succeeds("secrets.sh").err()).endsWith("next: " + hint("gcp/deploy.sh"));
    assertThat(succeeds("deploy.sh", "--dry-run").err())
        .endsWith("  0: {gcp: frelay-user1-0, region: europe-west3, project: demo}\n");
    cloud.reset().refuse("gcloud secrets describe");
    assertThat(fails("deploy.sh").err()).endsWith("run " + hint("gcp/secrets.sh"));
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    scripts.with("RELAY", "");
    assertThat(fails("deploy.sh").err())
        .startsWith("parameters.env: RELAY is missing: Address of the relay");
    scripts.with("RELAY", "r:1").with("JAR_FOLDER", "/nowhere");
    scripts.with("USER_NAME", "a-user-of-a-name-that-is-long");
    assertThat(fails("deploy.sh").err()).contains("a service account must have 6 to 30");
    assertThat(cloud.calls()).isEmpty();

    cloud.refuse("gcloud secrets describe");
    scripts.with("USER_NAME", "user1").with("JAR_FOLDER", work.toString());
    assertThat(fails("deploy.sh").err()).contains("there is no secret frelay-user1-0 in demo");
    assertThat(cloud.lines()).noneMatch(line -> line.startsWith(DEPLOY));
  }
}
