package io.frelay.function.deployment.devservices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.Messages;
import io.frelay.function.InvocationContext;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One call runs a computation of three parties, all of them in this application. */
@Timeout(120)
class PlayedPartiesTest {
  /** Off in this module's other tests. */
  private static final String ENABLED = "quarkus.frelay.devservices.enabled";

  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .setBeforeAllCustomizer(() -> System.setProperty(ENABLED, "true"))
          .setAfterAllCustomizer(() -> System.clearProperty(ENABLED))
          .overrideConfigKey("quarkus.frelay.devservices.parties", "1,2")
          .overrideRuntimeConfigKey("frelay.dev.inputs.\"1\"", "30")
          .overrideRuntimeConfigKey("frelay.allow.peers", "1,2");

  /** Each tells the others its number; it asks for the context to see that there is one. */
  static class Sum implements PeerHandler<Integer, Integer> {
    @Inject InvocationContext context;

    @Override
    public Integer handle(Integer input, Peers peers) throws IOException {
      assertThat(context.handler()).isEqualTo("sum");
      int sum = input;
      for (String name : peers.names()) {
        peers.get(name).messages().send(input.toString().getBytes(UTF_8));
      }
      for (String name : peers.names()) {
        Messages messages = peers.get(name).messages();
        sum += Integer.parseInt(new String(messages.receive().orElseThrow(), UTF_8));
      }
      return sum;
    }
  }

  @Inject Invoker invoker;

  @Test
  void theyHaveTheCallersInputOrTheirOwn() throws Exception {
    assertThat(new String(invoker.invoke(Request.of("4".getBytes(UTF_8))), UTF_8)).isEqualTo("38");
  }
}
