package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM: what runs may finish, within the grace, and nothing new begins. */
class StopIT {
  private static final Answer STOPPING =
      new Answer(
          503,
          "{\"error\":{\"code\":\"stopping\",\"message\":\"the function is being stopped; send it"
              + " again\"}}");

  private final RelayProcess relay = HttpPlatform.relay();

  private static Future<Answer> invoke(CloudFunction function, String tag) {
    String request =
        "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s\"},\"input\":{\"items\":[\"a\"]}}";
    return Parties.run(() -> function.invoke(request.formatted(tag), Parties.PATIENCE));
  }

  @ParameterizedTest
  @EnumSource(names = {"CODE_ENGINE", "AZURE_FORWARDING"})
  void aRunningInvocationFinishes(HttpPlatform platform) throws Exception {
    assertFinishes(platform.start(HttpPlatform.environment(relay)), "stop " + platform);
  }

  /** Google's invoker itself would end with the JVM, at once. */
  @Test
  void aRunningInvocationOnGoogleFinishes() throws Exception {
    Map<String, String> environment = HttpPlatform.environment(relay);
    assertFinishes(GoogleFunction.start(GoogleFunction.HTTP, environment), "stop google");
  }

  private void assertFinishes(CloudFunction started, String tag) throws Exception {
    try (CloudFunction function = started) {
      Future<Answer> answer = invoke(function, tag);
      Overlap.Output output;
      try (PlainParty peer = PlainParty.meet(relay, Shared.PKI, "1", tag, "0")) {
        function.process().toHandle().destroy();
        await().until(() -> function.invoke("{}", Parties.PATIENCE).equals(STOPPING));
        assertThat(answer.isDone()).isFalse();
        output = new Overlap().handle(new Overlap.Input(List.of("a")), peer);
      }
      assertThat(output).isEqualTo(new Overlap.Output(List.of("a"), 1, 1));
      assertThat(Parties.await(answer))
          .isEqualTo(new Answer(200, "{\"common\":[\"a\"],\"own\":1,\"theirs\":1}"));
      assertThat(function.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(function.process().exitValue()).isIn(0, 143); // 128 + SIGTERM is the JVM's way
    }
  }

  @Test
  void theGraceHasAnEnd() throws Exception {
    Map<String, String> environment = HttpPlatform.environment(relay);
    environment.put("FRELAY_HTTP_GRACE", "100ms");
    try (HttpFunction function = HttpPlatform.CODE_ENGINE.start(environment)) {
      Future<Answer> answer = invoke(function, "grace");
      try (PlainParty peer = PlainParty.meet(relay, Shared.PKI, "1", "grace", "0")) {
        assertThat(peer.get("0").messages().receive()).isPresent(); // the handler runs
        function.process().toHandle().destroy();
        assertThat(function.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> peer.get("0").messages().receive())
            .hasMessageContaining("party 0 broke the session off");
      }
      assertThatThrownBy(() -> Parties.await(answer)).isInstanceOf(IOException.class);
      assertThat(function.log()).contains("of grace; still running: 1");
    }
  }
}
