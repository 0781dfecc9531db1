package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.RefusedException;
import io.frelay.examples.Overlap;
import io.frelay.function.Peers;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.functions.support.Signals;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A platform may stop an instance at any moment, for as long as it likes, and let it go on: the
 * caller gets a right answer or a clear error, and the next invocation is as good as any.
 */
class FrozenFunctionIT {
  private static final String PREPARED = "frelay_setup_seconds_count{step=\"prepared\"}";

  @AutoClose private static RelayProcess relay;

  @BeforeAll
  static void start() {
    relay = RelayProcess.start(Shared.PKI, "relay.timeouts.idle=1s");
  }

  private static Future<Answer> invoke(HttpFunction function, String tag, int timeoutMs) {
    String request =
        "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s\",\"timeoutMs\":%d},\"input\":{\"items\":[\"a\",\"b\"]}}"
            .formatted(tag, timeoutMs);
    return Parties.run(() -> function.invoke(request, Parties.PATIENCE));
  }

  @ParameterizedTest
  @EnumSource(names = {"CODE_ENGINE", "AZURE_WRAPPING"})
  void theCallerIsNeverLeftAlone(HttpPlatform platform) throws Exception {
    try (HttpFunction function = platform.start(HttpPlatform.environment(relay))) {
      whileItRuns(function);
      whileItRunsWithAPeerWhoseSessionsSurvive(function);
      isRight(function, "after running");
      whileItWaitsForItsPeer(function);
      isRight(function, "after waiting");
      betweenInvocations(function);
      isRight(function, "after all");
    }
  }

  /** Longer than the relay's patience with a session in which nothing moves. */
  private static void whileItRuns(HttpFunction function) throws Exception {
    Future<Answer> answer = invoke(function, "running", 20_000);
    FrelayClient.Builder raw = FrelayClient.builder().withoutResumption();
    try (PlainParty silent = PlainParty.meet(relay, Shared.PKI, raw, "1", "running", "0")) {
      assertThat(silent.get("0").messages().receive()).isPresent(); // the handler runs
      Signals.freeze(function.process());
      relay.awaitLine("session ended", "tag=running", "reason=idle_timeout");
      Signals.thaw(function.process());
      isError(answer, 502, "peer_lost");
    }
  }

  /** The same, and the handler's stream goes on. */
  private static void whileItRunsWithAPeerWhoseSessionsSurvive(HttpFunction function)
      throws Exception {
    Future<Answer> answer = invoke(function, "surviving", 20_000);
    Future<Overlap.Output> peer =
        PlainParty.run(
            relay,
            Shared.PKI,
            "1",
            "surviving",
            (Overlap.Input input, Peers peers) -> {
              Signals.freeze(function.process());
              relay.awaitLine("session ended", "tag=surviving", "reason=idle_timeout");
              Signals.thaw(function.process());
              return new Overlap().handle(input, peers);
            },
            new Overlap.Input(List.of("b", "c")),
            "0");
    new OverlapPeer(peer).requireMet(Parties.await(answer));
  }

  /** Longer than the invocation has. */
  private static void whileItWaitsForItsPeer(HttpFunction function) throws Exception {
    Future<Answer> answer = invoke(function, "waiting", 2_500);
    relay.awaitMeter("frelay_waiters", 1);
    Signals.freeze(function.process());
    relay.awaitMeter("frelay_waiters", 0);
    Signals.thaw(function.process());
    isError(answer, 504, "peer_timeout");
  }

  /**
   * Longer than a peer's patience; and the request comes while it is frozen. The function's
   * connection that stands ready at the relay lives through it, and serves the next invocation.
   */
  private static void betweenInvocations(HttpFunction function) throws Exception {
    double prepared = relay.meter(PREPARED);
    relay.awaitMeter("frelay_prepared", 1);
    Signals.freeze(function.process());
    Future<Answer> answer = invoke(function, "between", 2_000);
    FrelayClient impatient =
        FrelayClient.builder()
            .relay(relay.address())
            .credentials(Shared.PKI.credentials("user1", "1"))
            .build();
    assertThatThrownBy(() -> impatient.connect("0", "between", Duration.ofSeconds(1)))
        .isInstanceOfAny(PeerTimeoutException.class, RefusedException.class);
    Signals.thaw(function.process());
    isError(answer, 504, "peer_timeout");
    assertThat(relay.meter(PREPARED)).isEqualTo(prepared + 1);
  }

  private static void isError(Future<Answer> future, int status, String code) throws Exception {
    Answer answer = Parties.await(future);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body())
        .startsWith("{\"error\":{\"code\":\"%s\",\"peer\":\"1\",".formatted(code));
  }

  private static void isRight(HttpFunction function, String tag) throws Exception {
    OverlapPeer peer = OverlapPeer.of(relay, "1", "0", tag);
    peer.requireMet(Parties.await(invoke(function, tag, 20_000)));
  }
}
