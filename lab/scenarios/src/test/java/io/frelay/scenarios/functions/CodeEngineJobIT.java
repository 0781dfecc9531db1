package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CodeEngineJob;
import io.frelay.scenarios.functions.support.CodeEngineJob.End;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job run: one invocation a process; the output alone on stdout, the exit code says the rest. */
class CodeEngineJobIT {
  @TempDir Path folder;

  private final RelayProcess relay = HttpPlatform.relay();

  private Map<String, String> party0(String tag, String input) {
    Map<String, String> environment = HttpPlatform.environment(relay);
    environment.put("FRELAY_HANDLER", "overlap");
    environment.put("TAG", tag);
    environment.put("FRELAY_INPUT", input);
    return environment;
  }

  private static End run(Map<String, String> environment) throws Exception {
    try (CodeEngineJob job = CodeEngineJob.start(0, 1, environment)) {
      return job.end();
    }
  }

  @Test
  void theOutputIsOnStdoutAndNothingListens() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      Map<String, String> environment = party0("job", "{\"items\":[\"a\",\"b\"]}");
      environment.put("PORT", Integer.toString(taken.getLocalPort()));
      Future<Overlap.Output> peer =
          PlainParty.overlap(relay, Shared.PKI, "1", "0", "job", "b", "c", "d");
      End end = run(environment);
      assertThat(end.output()).isEqualTo("{\"common\":[\"b\"],\"own\":2,\"theirs\":3}\n");
      assertThat(end.exitCode()).isZero();
      assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("b"), 3, 2));
    }
  }

  @Test
  void aBadRequestIs65() throws Exception {
    End end = run(party0("job", "hello"));
    assertThat(end.exitCode()).isEqualTo(65);
    assertThat(end.output()).isEmpty();
    assertThat(end.errors())
        .contains(
            "{\"error\":{\"code\":\"bad_input\",\"message\":\"the body is not JSON: line 1, column"
                + " 1\"}}\n");
  }

  @Test
  void aPeerThatDoesNotComeIs75() throws Exception {
    Map<String, String> environment = party0("nobody", "{\"items\":[]}");
    environment.put("FRELAY_TIMEOUT", "1s");
    End end = run(environment);
    assertThat(end.exitCode()).isEqualTo(75);
    assertThat(end.output()).isEmpty();
    // A busy machine may not get to the relay in that time, which is 75 too.
    assertThat(end.errors())
        .containsPattern("\"code\":\"(peer_timeout|relay_unreachable)\",\"peer\":\"1\"");
  }

  @Test
  void badSecretsAre78() throws Exception {
    Map<String, String> environment = party0("job", "{\"items\":[]}");
    environment.remove("PARTY_KEY");
    End end = run(environment);
    assertThat(end.exitCode()).isEqualTo(78);
    assertThat(end.output()).isEmpty();
    assertThat(end.errors())
        .contains("{\"error\":{\"code\":\"bad_secrets\",\"message\":\"missing: PARTY_KEY;");
  }

  /**
   * One definition for all: the index is the party's name, in the secrets' and the input's path.
   */
  @Test
  void anArrayIsAComputationOfItsInstances() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("FRELAY_SECRETS_DIR", folder + "/secrets/{JOB_INDEX}");
    environment.put("FRELAY_INPUT_FILE", folder + "/inputs/{JOB_INDEX}.json");
    environment.put("FRELAY_HANDLER", "total");
    environment.put("DEST", "0,1,2");
    environment.put("TAG", "array");
    Files.createDirectory(folder.resolve("inputs"));
    for (int index = 0; index < 3; index++) {
      mount(Integer.toString(index));
      Files.writeString(
          folder.resolve("inputs/" + index + ".json"), "{\"value\":1" + "0".repeat(index) + "}");
    }
    List<CodeEngineJob> instances = new ArrayList<>();
    try {
      for (int index = 0; index < 3; index++) {
        instances.add(CodeEngineJob.start(index, 3, environment));
      }
      for (CodeEngineJob each : instances) {
        End end = each.end();
        assertThat(end.output()).as(end.errors()).isEqualTo("{\"total\":111,\"parties\":3}\n");
        assertThat(end.exitCode()).isZero();
      }
    } finally {
      instances.forEach(CodeEngineJob::close);
    }
  }

  private void mount(String party) throws IOException {
    Path mounted = Files.createDirectories(folder.resolve("secrets").resolve(party));
    Map<String, String> secrets = relay.environment(Shared.PKI, "user1", party, "");
    secrets.remove("DEST");
    for (Map.Entry<String, String> each : secrets.entrySet()) {
      Files.writeString(mounted.resolve(each.getKey()), each.getValue());
    }
  }

  /** The request is the event's data, where the job's owner has set none. */
  @Test
  void aRunThatASubscriptionHasStarted() throws Exception {
    Map<String, String> environment = party0("subscribed", "");
    environment.put("CE_SPECVERSION", "1.0");
    environment.put("CE_ID", "1");
    environment.put("CE_SOURCE", "/cron");
    environment.put("CE_TYPE", "dev.knative.sources.ping");
    environment.put("CE_DATA", "{\"items\":[\"a\"]}");
    End refused = run(environment);
    assertThat(refused.exitCode()).isEqualTo(65);
    assertThat(refused.errors()).contains("a CloudEvent is no request: publish an envelope");

    environment.put("CE_DATA", "{\"frelay\":{},\"input\":{\"items\":[\"a\"]}}");
    Future<Overlap.Output> peer =
        PlainParty.overlap(relay, Shared.PKI, "1", "0", "subscribed", "a");
    End end = run(environment);
    assertThat(end.output()).isEqualTo("{\"common\":[\"a\"],\"own\":1,\"theirs\":1}\n");
    assertThat(end.exitCode()).isZero();
    assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("a"), 1, 1));
  }

  @Test
  void aTaskOfACloudRunJob() throws Exception {
    Files.writeString(folder.resolve("1.json"), "{\"items\":[\"a\"]}");
    Map<String, String> environment = party0("task", "");
    environment.put("FRELAY_INPUT_FILE", folder + "/{CLOUD_RUN_TASK_INDEX}.json");
    environment.put("CLOUD_RUN_JOB", "frelay");
    environment.put("CLOUD_RUN_EXECUTION", "frelay-x7k2p");
    environment.put("CLOUD_RUN_TASK_INDEX", "1");
    environment.put("CLOUD_RUN_TASK_COUNT", "2");
    environment.put("CLOUD_RUN_TASK_ATTEMPT", "0");
    Future<Overlap.Output> peer = PlainParty.overlap(relay, Shared.PKI, "1", "0", "task", "b");
    try (CodeEngineJob job = CodeEngineJob.startOf(environment)) {
      End end = job.end();
      assertThat(end.output()).isEqualTo("{\"common\":[],\"own\":1,\"theirs\":1}\n");
      assertThat(end.exitCode()).isZero();
    }
    assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of(), 1, 1));
  }
}
