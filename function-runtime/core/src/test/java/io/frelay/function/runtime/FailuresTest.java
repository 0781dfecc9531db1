package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.Proxies;
import io.frelay.client.ProxyException;
import io.frelay.client.RelayAddress;
import io.frelay.client.TestWorld;
import io.frelay.function.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailuresTest {
  /** It is on the way to the relay, and says nothing of the peer. */
  @Test
  void aProxyThatFailsIsARelayThatIsNotReached() throws Exception {
    Proxies gone = Proxies.fromEnvironment(Map.of("ALL_PROXY", "http://127.0.0.1:1"));
    FrelayClient client =
        FrelayClient.builder()
            .proxies(gone)
            .relay(new RelayAddress("relay.example", 6000))
            .credentials(PartyCredentials.fromEnvironment(new TestWorld().environment("0")))
            .build();
    ProxyException failure =
        catchThrowableOfType(
            ProxyException.class, () -> client.connect("1", "", Duration.ofMillis(300)));
    assertThat(Failures.connecting("1", failure).code()).isEqualTo(ErrorCode.RELAY_UNREACHABLE);
  }
}
