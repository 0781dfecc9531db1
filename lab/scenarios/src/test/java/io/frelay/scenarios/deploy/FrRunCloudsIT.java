package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/fr-run} with the clouds' own tools: which commands it gives, and what it tells. */
class FrRunCloudsIT {
  private static final String ALL =
      """
      deadline: 60s
      parties:
        0: {aws: "frelay-user1-0:live", region: eu-central-1}
        1: {gcp: frelay-user1-1, region: europe-west3}
        2: {azure: frelay-a1b2, group: frelay-user1-2}
        3: {ibm-ce-job: frelay-user1-3, region: eu-de, project: frelay}
        4: {http: "https://frelay.example.org", headers: {Authorization: "Bearer ${TOKEN}"}}
      """;

  @TempDir private Path work;
  private CloudPrograms clouds;

  @BeforeEach
  void prepare() throws Exception {
    Project.jarsAreFresh("fr-run/target/fr-run.jar");
    clouds = CloudPrograms.in(work, "aws", "gcloud", "az", "ibmcloud");
    Files.writeString(work.resolve("a.json"), "{\"items\":[\"private\"]}");
  }

  private Command run(String session, int parties, String... more) throws IOException {
    Files.writeString(work.resolve("session.yaml"), session);
    List<String> arguments = new ArrayList<>(List.of("session.yaml"));
    for (int party = 0; party < parties; party++) {
      arguments.addAll(List.of("--input", party + "=a.json"));
    }
    arguments.addAll(List.of(more));
    Map<String, String> environment =
        Map.of(
            "PATH", clouds.folder() + ":" + System.getenv("PATH"),
            "TOKEN", "very-secret",
            "JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + Files.createDirectories(temporary()));
    return Command.start(work, environment, "fr-run", arguments.toArray(String[]::new));
  }

  private Path temporary() {
    return work.resolve("temporary");
  }

  @Test
  void aDryRunCallsNothingAndTellsNoSecret() throws Exception {
    try (Command dryRun = run(ALL, 5, "--dry-run")) {
      assertThat(dryRun.exitCode()).as(dryRun.errors()).isZero();
      assertThat(dryRun.text())
          .contains(
              "+ aws lambda invoke --function-name frelay-user1-0:live --region eu-central-1 ",
              "+ gcloud run services describe frelay-user1-1 ",
              "+ gcloud auth print-identity-token\n",
              "+ az functionapp function keys list --resource-group frelay-user1-2 ",
              "POST https://frelay-a1b2.azurewebsites.net/api/frelay\n  x-functions-key: ***\n",
              "+ ibmcloud ce jobrun submit --job frelay-user1-3 ",
              "POST https://frelay.example.org\n  Authorization: Bearer ${TOKEN}\n",
              "\"peers\":[\"0\",\"1\",\"2\",\"3\",\"4\"]")
          .doesNotContain("very-secret", "private");
    }
    assertThat(clouds.calls()).isEmpty();
    assertThat(temporary()).isEmptyDirectory();
  }

  @Test
  void toolsGetTheInputInFilesThatNobodyElseReads() throws Exception {
    clouds
        .answer("aws", "None", Files.writeString(work.resolve("answer"), "{\"own\":1}"))
        .answer("ibmcloud ce jobrun logs", "{\"own\":2}");
    String two =
        """
        parties:
          0: {aws: f, region: eu-central-1}
          1: {ibm-ce-job: j, region: eu-de, project: frelay}
        """;
    try (Command run = run(two, 2)) {
      assertThat(run.exitCode()).as(run.errors()).isZero();
      assertThat(run.text()).isEqualTo("{\"0\":{\"own\":1},\"1\":{\"own\":2}}\n");
    }
    assertThat(clouds.lines())
        .hasSize(7)
        .anyMatch(line -> line.startsWith("aws lambda invoke --function-name f "))
        .anyMatch(line -> line.startsWith("ibmcloud ce secret update --name j-input "))
        .noneMatch(line -> line.contains("private"));
    assertThat(clouds.modes()).containsExactly("-rw-------");
    assertThat(temporary()).isEmptyDirectory();
  }

  @Test
  void nobodyIsCalledIfALookUpFails() throws Exception {
    clouds
        .answer("gcloud run services describe", "https://frelay.example.org")
        .answer("gcloud auth print-identity-token", "very-secret")
        .refuse("az");
    try (Command run = run(ALL, 5)) {
      assertThat(run.exitCode()).as(run.errors()).isEqualTo(78);
      assertThat(run.text()).isEqualTo("{}\n");
      assertThat(run.errors())
          .contains("party 2: failed: not_found: az functionapp", "the stand-in says no")
          .contains("party 0: ended: because another party failed")
          .doesNotContain("called", "very-secret", "private");
    }
    assertThat(clouds.lines()).noneMatch(line -> line.startsWith("aws"));
  }
}
