package io.frelay.function.codeengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobInputTest {
  @TempDir Path folder;

  private Map<String, String> file(String name) {
    return Map.of("FRELAY_INPUT", " ", "FRELAY_INPUT_FILE", folder + "/" + name, "JOB_INDEX", "2");
  }

  @Test
  void theVariableGoesFirst() throws Exception {
    Map<String, String> both = Map.of("FRELAY_INPUT", "{}", "FRELAY_INPUT_FILE", "/none");
    assertThat(JobInput.of(both)).asString().isEqualTo("{}");
  }

  @Test
  void eachIndexHasAFileOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("2.json"), "{\"a\":1}");
    assertThat(JobInput.of(file("{JOB_INDEX}.json"))).asString().isEqualTo("{\"a\":1}");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> JobInput.of(Map.of()))
        .hasMessage("a job's input is missing: set FRELAY_INPUT, or FRELAY_INPUT_FILE");
    assertThatThrownBy(() -> JobInput.of(file("{NONE}")))
        .hasMessage("FRELAY_INPUT_FILE contains {NONE}, but NONE is not set");
    assertThatThrownBy(() -> JobInput.of(file("none{JOB_INDEX}")))
        .hasMessage(
            "FRELAY_INPUT_FILE: %s/none2 cannot be read (NoSuchFileException)".formatted(folder));
  }

  /** As a subscription to a timer, or to a topic, gives it. */
  private static final Map<String, String> SUBSCRIBED =
      Map.of(
          "CE_JOB", "frelay",
          "CE_SPECVERSION", "1.0",
          "CE_ID", "7",
          "CE_SOURCE", "/apis/v1/cron",
          "CE_TYPE", "dev.knative.sources.ping",
          "CE_DATA", "{\"frelay\":{\"tag\":\"t\"},\"input\":1.10}");

  @Test
  void anEventOfASubscriptionIsACloudEvent() throws Exception {
    assertThat(JobInput.of(SUBSCRIBED))
        .asString()
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/apis/v1/cron\","
                + "\"type\":\"dev.knative.sources.ping\","
                + "\"data\":{\"frelay\":{\"tag\":\"t\"},\"input\":1.10}}");
  }

  @Test
  void theAttributesOfAnEventHaveTheNamesOfHeaders() {
    assertThat(JobEvent.attributes(SUBSCRIBED).first("ce-type"))
        .contains("dev.knative.sources.ping");
    assertThat(JobEvent.attributes(Map.of("CE_JOB", "frelay")).first("ce-type")).isEmpty();
  }

  @Test
  void whatTheOwnerHasSetGoesBeforeAnEvent() throws Exception {
    Map<String, String> both = new HashMap<>(SUBSCRIBED);
    both.put("FRELAY_INPUT", "2");
    assertThat(JobInput.of(both)).asString().isEqualTo("2");
  }

  @Test
  void dataOfAnEventThatIsNoJsonStaysAText() throws Exception {
    assertThat(JobInput.of(Map.of("CE_DATA", "gone {")))
        .asString()
        .endsWith("\"data\":\"gone {\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JOB_INDEX", "CLOUD_RUN_TASK_INDEX", "JOB_COMPLETION_INDEX"})
  void eachPlatformsNumberSaysThatItIsAJob(String variable) {
    assertThat(Job.isOne(Map.of(variable, "0"))).isTrue();
    assertThat(Job.isOne(Map.of("K_SERVICE", "frelay", "PORT", "8080"))).isFalse();
  }
}
