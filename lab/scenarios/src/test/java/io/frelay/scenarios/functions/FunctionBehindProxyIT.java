package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.TestProxy;
import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A function in a network that knows the relay's name by its proxy alone. */
class FunctionBehindProxyIT {
  private final RelayProcess relay = HttpPlatform.relay();

  @ParameterizedTest
  @CsvSource({"HTTPS_PROXY, http", "ALL_PROXY, socks5"})
  void meetsAPartyThatIsNot(String variable, String scheme) throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.of("me:pass word"))) {
      Map<String, String> environment = HttpPlatform.environment(relay);
      environment.put("RELAY", "relay.invalid:443");
      environment.put(variable, scheme + "://me:pass%20word@127.0.0.1:" + proxy.port());
      String tag = "behind " + scheme;
      try (CodeEngineApp function = CodeEngineApp.start(environment)) {
        Future<Overlap.Output> peer =
            PlainParty.overlap(relay, Shared.PKI, "1", "0", tag, "a", "b");
        String request =
            "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s\"},\"input\":{\"items\":[\"b\"]}}"
                .formatted(tag);
        assertThat(function.invoke(request, Parties.PATIENCE))
            .isEqualTo(new Answer(200, "{\"common\":[\"b\"],\"own\":1,\"theirs\":2}"));
        assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("b"), 2, 1));
        assertThat(function.log()).doesNotContain("pass");
      }
      assertThat(proxy.asked()).isNotEmpty().containsOnly("relay.invalid:443");
    }
  }
}
