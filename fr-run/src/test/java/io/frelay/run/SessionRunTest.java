package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.run.LocalFunctions.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions of functions that answer as a test wants. */
@Timeout(30)
class SessionRunTest {
  @AutoClose private LocalFunctions functions;
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private Runnable onRetry = () -> {};
  private Duration time = Duration.ofSeconds(20);

  @BeforeEach
  void start() throws Exception {
    functions = new LocalFunctions();
  }

  private static Answer error(int status, String code) {
    return new Answer(
        status, "{\"error\":{\"code\":\"%s\",\"peer\":\"1\",\"message\":\"why\"}}".formatted(code));
  }

  private void party(String name, String url) {
    targets.put(name, new HttpTarget(new Destination(URI.create(url), List.of())));
  }

  private void party(String name, Answer... answers) {
    party(name, functions.answering("/" + name, answers));
  }

  private Outcome run() throws Exception {
    SessionPlan session =
        new SessionPlan(
            time, Optional.of("total"), "", List.of("0", "1"), Optional.empty(), targets);
    RunDeadline deadline = RunDeadline.in(time);
    List<PartyRequest> requests = new ArrayList<>();
    for (String party : targets.keySet()) {
      Inputs.Input input = new Inputs.Input("a.json", "{\"value\":1.000}");
      requests.add(new PartyRequest(party, "tag", session, deadline, input));
    }
    try (RealEffects effects = new RealEffects(Map.of())) {
      return new SessionRun(session, deadline, this::now).run(requests, effects);
    }
  }

  private void now(String party, PartyState state, String note) {
    progress.add(party + " " + state);
    if (state == PartyState.RETRYING) {
      onRetry.run();
    }
  }

  private long calls(String party) {
    return functions.requests.stream().filter(each -> each.startsWith("/" + party + " ")).count();
  }

  @Test
  void outputsAreOneObjectInTheOrderOfTheFile() throws Exception {
    party("1", new Answer(200, "{\"total\": 3.50}\n"));
    party("0", new Answer(200, "[]"));
    Outcome outcome = run();
    assertThat(outcome.json()).isEqualTo("{\"1\":{\"total\": 3.50},\"0\":[]}");
    assertThat(outcome.exitCode()).isZero();
    assertThat(functions.requests)
        .hasSize(2)
        .anySatisfy(
            request ->
                assertThat(request)
                    .matches(
                        "/0 \\{\"frelay\":\\{\"handler\":\"total\",\"tag\":\"tag\",\"peers\":\\[\"0\",\"1\"],"
                            + "\"timeoutMs\":1\\d{4}},\"input\":\\{\"value\":1\\.000}}"));
    assertThat(progress)
        .containsSubsequence("0 preparing", "0 called", "0 connected", "0 done")
        .hasSize(8);
  }

  @Test
  void whatHasNotReachedAHandlerIsSentAgain() throws Exception {
    Answer done = new Answer(200, "1");
    party("0", new Answer(429, "<html>"), done);
    party("1", new Answer(429, ""), done);
    party("2", error(503, "relay_unreachable"), done);
    party("3", error(503, "draining"), done);
    party("4", error(429, "too_many_from_party"), done);
    assertThat(run().json()).isEqualTo("{\"0\":1,\"1\":1,\"2\":1,\"3\":1,\"4\":1}");
    assertThat(functions.requests).hasSize(10);
    assertThat(progress).containsSubsequence("0 connected", "0 retrying", "0 called", "0 done");
  }

  @Test
  void aFunctionThatIsNotThereYetIsWaitedFor() throws Exception {
    Answer done = new Answer(200, "1");
    party("0", done);
    functions.pause();
    onRetry =
        () -> {
          functions.resume();
          functions.answering("/0", done);
          onRetry = () -> {};
        };
    assertThat(run().json()).isEqualTo("{\"0\":1}");
    assertThat(progress).contains("0 retrying").endsWith("0 called", "0 connected", "0 done");
  }

  /** The handler may have run: stopping is said of one that was interrupted, too. */
  @Test
  void whatMayHaveReachedAHandlerIsNotSentAgain() throws Exception {
    Map<String, Answer> answers =
        Map.of(
            "0", error(503, "stopping"),
            "1", error(504, "peer_timeout"),
            "2", error(409, "taken_over"),
            "3", new Answer(502, ""),
            "4", new Answer(503, "<html>"),
            "5", error(500, "handler_failed"));
    for (Map.Entry<String, Answer> each : answers.entrySet()) {
      targets.clear();
      party(each.getKey(), each.getValue());
      assertThat(run().exitCode()).as(each.getKey()).isNotZero();
      assertThat(calls(each.getKey())).isOne();
    }
  }

  /** Many gateways name no scheme with it, which the HTTP client takes for a broken answer. */
  @Test
  void aStatus401WithoutAHeaderIsTold() throws Exception {
    party("0", new Answer(401, "go away"));
    assertThat(run().failures().get("0"))
        .hasToString("http_401: the platform does not let this caller in");
  }

  @Test
  void oneFailureEndsTheOthers() throws Exception {
    party("0", functions.silent("/0"));
    party("1", error(400, "bad_input"));
    party("2", new Answer(200, "2"));
    Outcome outcome = run();
    assertThat(outcome.json()).isEqualTo("{\"2\":2}");
    assertThat(outcome.failures().get("1")).hasToString("bad_input: why");
    assertThat(outcome.exitCode()).isEqualTo(65);
    assertThat(progress).contains("0 ended", "1 failed", "2 done");
  }

  @Test
  void theReasonIsNotItsConsequence() throws Exception {
    party("0", error(502, "peer_lost"));
    party("1", error(503, "draining"), error(500, "bad_secrets"));
    Outcome outcome = run();
    assertThat(outcome.failures()).hasSize(2);
    assertThat(outcome.exitCode()).isEqualTo(78);
  }

  @Test
  void theDeadlineIsForAll() throws Exception {
    time = Duration.ofMillis(300);
    party("0", functions.silent("/0"));
    party("1", new Answer(200, "1"));
    Outcome outcome = run();
    assertThat(outcome.json()).isEqualTo("{\"1\":1}");
    assertThat(outcome.failures().get("0").code()).isEqualTo("deadline");
    assertThat(outcome.exitCode()).isEqualTo(75);
  }

  @Test
  void anAnswerThatIsNoOutputIsAFailure() throws Exception {
    party("0", new Answer(200, "{} {}"));
    assertThat(run().failures().get("0"))
        .hasToString("bad_answer: the answer is no output: it has more than one value");
    targets.clear();
    party("1", new Answer(302, ""));
    assertThat(run().failures().get("1").code()).isEqualTo("http_302");
  }

  @Test
  void whatAFunctionSaysCannotReachTheTerminal() {
    Failure failure =
        FunctionError.in(
                "{\"error\":{\"code\":\"bad_input\",\"message\":\"a\\u001b[2Jb\\nc\\u202e\"}}")
            .orElseThrow();
    assertThat(failure).hasToString("bad_input: a [2Jb c");
  }
}
