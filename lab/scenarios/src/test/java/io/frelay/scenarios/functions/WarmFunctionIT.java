package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.Signals;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two functions whose handler keeps its connections, and what platforms do to their processes. */
class WarmFunctionIT {
  private static final int ROUNDS = 10;

  @AutoClose private RelayProcess relay;
  @AutoClose private HttpFunction zero;
  @AutoClose private HttpFunction one;

  @BeforeEach
  void start() {
    relay = RelayProcess.start(Shared.PKI);
    zero = function("0", "1");
    one = function("1", "0");
  }

  private HttpFunction function(String self, String peer) {
    return HttpPlatform.CODE_ENGINE.start(relay.environment(Shared.PKI, "user1", self, peer));
  }

  private static Future<Answer> invoke(HttpFunction function, String item, int timeoutMs) {
    String request =
        "{\"frelay\":{\"handler\":\"overlap\",\"timeoutMs\":%d},\"input\":{\"items\":[\"both\",\"%s\"]}}"
            .formatted(timeoutMs, item);
    return Parties.run(() -> function.invoke(request, Parties.PATIENCE));
  }

  /** One that only both parties' items of this very round make right. */
  private void round(int number) throws Exception {
    String common = "of round " + number;
    Future<Answer> first = invoke(zero, common, 20_000);
    Future<Answer> second = invoke(one, common, 20_000);
    String bodyEnd = "],\"own\":2,\"theirs\":2}";
    for (Future<Answer> each : List.of(first, second)) {
      Answer answer = Parties.await(each);
      assertThat(answer.body()).contains("\"" + common + "\"").endsWith(bodyEnd);
    }
  }

  private double sessions() {
    return relay.meter("frelay_sessions_started_total");
  }

  @Test
  void oneSessionServesSeveralInvocations() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      round(i);
    }
    // One, unless this machine once took longer than the handler's patience.
    assertThat(sessions()).isLessThan(ROUNDS);
  }

  @Test
  void afterAFreezeTheyMeetAgain() throws Exception {
    round(1);
    Signals.freeze(one.process());
    Future<Answer> late = invoke(one, "late", 2_000); // will find what the other has sent and left
    isPeerTimeout(invoke(zero, "early", 3_000));
    Signals.thaw(one.process());
    isPeerTimeout(late);
    round(2);
    assertThat(sessions()).isGreaterThan(1);
  }

  @Test
  void aPeerThatWasKilledAndStartedAgainIsMetAnew() throws Exception {
    round(1);
    one.process().destroyForcibly().waitFor();
    one.close();
    one = function("1", "0");
    round(2);
    // One more if the survivor looks for its former session just when the new process comes.
    assertThat(sessions()).isBetween(2.0, 3.0);
  }

  private static void isPeerTimeout(Future<Answer> future) throws Exception {
    Answer answer = Parties.await(future);
    assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"peer_timeout\"");
    assertThat(answer.status()).isEqualTo(504);
  }
}
