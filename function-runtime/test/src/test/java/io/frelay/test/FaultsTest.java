package io.frelay.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayUnreachableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@FrelayTest
class FaultsTest {
  @InjectPeer("0")
  PeerConnection here;

  @InjectPeer("1")
  PeerConnection there;

  @Test
  void aSessionSurvivesARestartOfTheRelay(TestNetwork network) throws Exception {
    network.restartRelay();
    there.messages().send("still here".getBytes(UTF_8));
    assertThat(here.messages().receive()).hasValue("still here".getBytes(UTF_8));
  }

  @Test
  void aDelayIsOnTheWayOfBothParties(TestNetwork network) throws Exception {
    Duration oneWay = Duration.ofMillis(50);
    network.delay(oneWay);
    long start = System.nanoTime();
    here.messages().send(new byte[1]);
    assertThat(there.messages().receive()).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(oneWay.multipliedBy(2));
  }

  @Test
  void nobodyComesToARelayThatIsDown(TestNetwork network, @InjectPeer("2") FrelayClient client) {
    network.down();
    assertThatThrownBy(() -> client.connect("0", "", Duration.ofMillis(300)))
        .isInstanceOf(RelayUnreachableException.class);
    network.up();
  }
}
