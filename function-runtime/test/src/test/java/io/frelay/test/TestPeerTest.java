package io.frelay.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@FrelayTest
class TestPeerTest {
  @Test
  void playsItsPart(@InjectPeer("1") TestPeer peer, @InjectPeer("0") FrelayClient client)
      throws Exception {
    peer.plays("a", other -> other.messages().send("one".getBytes(UTF_8)))
        .plays("b", other -> other.messages().send("two".getBytes(UTF_8)));
    for (String tag : new String[] {"b", "a"}) {
      try (PeerConnection connection = client.connect("1", tag, Duration.ofSeconds(30))) {
        assertThat(connection.messages().receive())
            .hasValue((tag.equals("a") ? "one" : "two").getBytes(UTF_8));
      }
    }
  }

  @Test
  void aPartyHasADirectoryOfSecrets(TestNetwork network) throws Exception {
    assertThat(RelayAddress.parse(Files.readString(network.directory("x").resolve("RELAY"))))
        .isEqualTo(network.relay());
    assertThat(network.credentials("x").party()).isEqualTo("x");
  }
}
