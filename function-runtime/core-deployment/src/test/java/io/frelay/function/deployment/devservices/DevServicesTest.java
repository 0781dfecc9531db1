package io.frelay.function.deployment.devservices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.config.SecretKeys;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application with no secrets and no relay, as on its first day. */
@Timeout(120)
class DevServicesTest {
  /** Off in this module's other tests. */
  private static final String ENABLED = "quarkus.frelay.devservices.enabled";

  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .setBeforeAllCustomizer(() -> System.setProperty(ENABLED, "true"))
          .setAfterAllCustomizer(() -> System.clearProperty(ENABLED));

  static class Greeting implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) throws Exception {
      peers.get("1").messages().send(input.getBytes(UTF_8));
      return new String(peers.get("1").messages().receive().orElseThrow(), UTF_8);
    }
  }

  @Inject Invoker invoker;

  @Test
  void meetsAnotherPartyAtARelayThatHasStartedByItself() throws Exception {
    String own =
        SecretKeys.doUnlocked(
            () -> ConfigProvider.getConfig().getValue("frelay.party.directory", String.class));
    Party one =
        PartySource.of(Map.of("FRELAY_SECRETS_DIR", Path.of(own).resolveSibling("1").toString()))
            .current();
    CompletableFuture<String> heard =
        CompletableFuture.supplyAsync(
            () -> {
              try (FrelayClient client =
                      FrelayClient.builder()
                          .relays(one.relays())
                          .credentials(one.credentials())
                          .build();
                  PeerConnection zero = client.connect("0", "", Duration.ofSeconds(60))) {
                String text = new String(zero.messages().receive().orElseThrow(), UTF_8);
                zero.messages().send("and hello".getBytes(UTF_8));
                return text;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    byte[] answer = invoker.invoke(Request.of("\"hello\"".getBytes(UTF_8)));
    assertThat(new String(answer, UTF_8)).isEqualTo("\"and hello\"");
    assertThat(heard.get()).isEqualTo("hello");
  }
}
