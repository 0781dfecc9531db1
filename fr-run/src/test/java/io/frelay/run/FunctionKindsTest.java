package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.run.Effects.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done for a function of each cloud. */
class FunctionKindsTest {
  private static final String URL = "https://frelay.example.org";

  @TempDir private Path folder;
  private final Recorded effects = new Recorded();

  /** Effects that are written down, with answers laid out for programs. */
  private static final class Recorded implements Effects {
    private final List<String> done = new ArrayList<>();
    private final Map<String, Finished> answers = new LinkedHashMap<>();
    private String answer = "{\"own\":1}";
    private Destination destination;
    private String interruptedAt = "none";

    @Override
    public String post(Destination to, PartyRequest request, Runnable connected) {
      destination = to;
      return "1";
    }

    @Override
    public Finished run(List<String> command) throws InterruptedException {
      String line = String.join(" ", command);
      done.add(line);
      if (line.startsWith(interruptedAt)) {
        throw new InterruptedException();
      }
      return answers.entrySet().stream()
          .filter(each -> line.startsWith(each.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(new Finished(0, "", ""));
    }

    @Override
    public String ask(List<String> command, String inADryRun) throws InterruptedException {
      return run(command).out();
    }

    @Override
    public Path fileWith(PartyRequest request) {
      return Path.of("/input");
    }

    @Override
    public Path emptyFile() {
      return Path.of("/answer");
    }

    @Override
    public String read(Path file) {
      return answer;
    }
  }

  private SessionPlan session(String fields) throws Exception {
    Path file = folder.resolve("session.yaml");
    Files.writeString(file, "parties:\n  0: {%s}\n".formatted(fields));
    return SessionFile.read(file, Map.of());
  }

  private Target target(String fields) throws Exception {
    return session(fields).targets().get("0");
  }

  private String call(String fields) throws Exception {
    RunDeadline deadline = RunDeadline.in(Duration.ofSeconds(60));
    Inputs.Input input = new Inputs.Input("a.json", "\"private\"");
    PartyRequest request = new PartyRequest("0", "tag", session(fields), deadline, input);
    return target(fields).prepare(request, effects).send(() -> {});
  }

  private Failure fails(String fields) {
    CallFailedException[] thrown = new CallFailedException[1];
    assertThatThrownBy(() -> call(fields))
        .isInstanceOfSatisfying(CallFailedException.class, e -> thrown[0] = e);
    return thrown[0].failure();
  }

  private void answer(String prefix, int exitCode, String out, String err) {
    effects.answers.put(prefix, new Finished(exitCode, out, err));
  }

  @Test
  void aFunctionOnLambdaIsInvokedOnce() throws Exception {
    answer("aws", 0, "None", "");
    assertThat(call("aws: 'frelay-user1-0:live', region: eu-central-1, profile: me"))
        .isEqualTo("{\"own\":1}");
    assertThat(effects.done)
        .singleElement()
        .asString()
        .matches(
            "aws lambda invoke --function-name frelay-user1-0:live --region eu-central-1 --profile me"
                + " --cli-read-timeout 7\\d --payload fileb:///input"
                + " --query FunctionError --output text /answer");
  }

  @Test
  void anErrorOnLambdaIsTheFunctions() {
    answer("aws", 0, "Unhandled", "");
    effects.answer =
        "{\"errorType\":\"x\",\"errorMessage\":\"{\\\"error\\\":{\\\"code\\\":\\\"draining\\\",\\\"message\\\":\\\"why\\\"}}\"}";
    assertThat(fails("aws: f"))
        .hasToString("draining: why")
        .satisfies(failure -> assertThat(failure.safeToRetry()).isTrue());
    effects.answer = "{\"errorMessage\":\"RequestId: 1 Error: Runtime exited\"}";
    assertThat(fails("aws: f")).hasToString("function_failed: RequestId: 1 Error: Runtime exited");
  }

  @Test
  void onlyWhatLambdaHasNotBegunIsSafeToRetry() {
    answer("aws", 254, "", "An error occurred (TooManyRequestsException) when calling Invoke");
    assertThat(fails("aws: f").safeToRetry()).isTrue();
    answer("aws", 255, "", "Could not connect to the endpoint URL: \"https://lambda...\"");
    assertThat(fails("aws: f").safeToRetry()).isTrue();
    answer("aws", 255, "", "Read timeout on endpoint URL: \"https://lambda...\"");
    assertThat(fails("aws: f").safeToRetry()).isFalse();
    answer("aws", 254, "", "An error occurred (ResourceNotFoundException) when calling Invoke");
    assertThat(fails("aws: f").outlook().exitCode()).isEqualTo(65);
  }

  @Test
  void aFunctionOnGoogleGetsTheCallersToken() throws Exception {
    answer("gcloud run", 0, URL, "");
    answer("gcloud auth", 0, "very-secret", "");
    assertThat(call("gcp: f, region: europe-west3, project: demo")).isEqualTo("1");
    assertThat(effects.done)
        .containsExactly(
            "gcloud run services describe f --region=europe-west3 --project=demo"
                + " --format=value(status.url)",
            "gcloud auth print-identity-token");
    assertThat(effects.destination.url()).hasToString(URL);
    assertThat(effects.destination.headers().get(0).value()).isEqualTo("Bearer very-secret");
    assertThat(effects.destination.toString()).doesNotContain("very-secret");
  }

  @Test
  void aFunctionOnAzureGetsItsKey() throws Exception {
    answer("az", 0, "very-secret", "");
    call("azure: frelay-a1b2, group: frelay-user1-0");
    assertThat(effects.done)
        .containsExactly(
            "az functionapp function keys list --resource-group frelay-user1-0 --name frelay-a1b2"
                + " --function-name frelay --query default --output tsv");
    assertThat(effects.destination.url())
        .hasToString("https://frelay-a1b2.azurewebsites.net/api/frelay");
    assertThat(effects.destination.headers().get(0).value()).isEqualTo("very-secret");
    assertThat(effects.destination.toString()).doesNotContain("very-secret");
  }

  @Test
  void aContainerOnAzureIsFound() throws Exception {
    answer("az containerapp show", 0, "frelay.example.org", "");
    call("azure-container: frelay-a1b2, group: g, subscription: s");
    assertThat(effects.done.get(0)).contains("--resource-group g --name frelay-a1b2");
    assertThat(effects.destination.url()).hasToString(URL + "/");
  }

  @Test
  void anApplicationOnCodeEngineIsFoundInItsProject() throws Exception {
    answer("ibmcloud ce application get", 0, URL, "");
    call("ibm-ce: f, region: eu-de, project: frelay");
    assertThat(effects.done)
        .containsExactly(
            "ibmcloud target -r eu-de -g Default --quiet",
            "ibmcloud ce project select --name frelay --quiet",
            "ibmcloud ce application get --name f --output url");
    assertThat(effects.destination.url()).hasToString(URL);
  }

  @Test
  void aJobOnCodeEngineGetsItsInputByASecret() throws Exception {
    answer("ibmcloud ce secret get", 1, "", "not found");
    answer("ibmcloud ce jobrun logs", 0, "INFO started\n{\"own\":2}\nINFO done {}", "");
    assertThat(call("ibm-ce-job: f, index: 2, region: eu-de, project: frelay"))
        .isEqualTo("{\"own\":2}");
    assertThat(effects.done)
        .contains("ibmcloud ce secret create --name f-input --from-file 2=/input --quiet")
        .anyMatch(
            line ->
                line.matches(
                    "ibmcloud ce jobrun submit --job f --name f-\\w{8} --array-indices 2 --wait"
                        + " --wait-timeout \\d+ --quiet"));
  }

  @Test
  void aJobThatFailsIsNotRunAgain() {
    answer("ibmcloud ce jobrun submit", 1, "", "failed");
    answer(
        "ibmcloud ce jobrun logs",
        0,
        "INFO x\n{\"error\":{\"code\":\"draining\",\"message\":\"why\"}}",
        "");
    assertThat(fails("ibm-ce-job: f, region: eu-de, project: frelay"))
        .hasToString("draining: why")
        .satisfies(failure -> assertThat(failure.safeToRetry()).isFalse());
    assertThat(effects.done).anyMatch(line -> line.startsWith("ibmcloud ce secret update"));
  }

  @Test
  void aJobRunThatIsEndedIsDeleted() {
    effects.interruptedAt = "ibmcloud ce jobrun submit";
    assertThatThrownBy(() -> call("ibm-ce-job: f, region: eu-de, project: frelay"))
        .isInstanceOf(InterruptedException.class);
    assertThat(effects.done.get(effects.done.size() - 1))
        .matches("ibmcloud ce jobrun delete --name f-\\w{8} --force --quiet");
  }

  @Test
  void whatIsMissingInTheFileIsNamed() {
    String file = folder.resolve("session.yaml").toString();
    assertThatThrownBy(() -> target("gcp: f")).hasMessage(file + ":2: parties.0.region is missing");
    assertThatThrownBy(() -> target("aws: f, gcp: g"))
        .hasMessage(
            file
                + ":2: parties.0 must have one of http, aws, gcp, azure, azure-container, ibm-ce,"
                + " ibm-ce-job");
    assertThatThrownBy(() -> target("ibm-ce-job: f, index: x, region: r, project: p"))
        .hasMessage(file + ":2: parties.0.index must be an index of the job, such as 0");
    assertThatThrownBy(
            () ->
                target("ibm-ce: f, region: r, project: p}\n  1: {ibm-ce: f, region: r, project: q"))
        .hasMessage(
            file
                + ":2: parties are in several projects of Code Engine, and ibmcloud knows one at a time");
  }
}
