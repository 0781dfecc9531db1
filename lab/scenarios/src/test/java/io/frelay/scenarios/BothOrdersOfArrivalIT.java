package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.PeerConnection;
import io.frelay.protocol.Role;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whoever comes first waits and becomes the TLS client, the other one the TLS server; where both
 * speak version 2 and so the second one's ClientHello comes with it, it is the other way round.
 */
class BothOrdersOfArrivalIT {
  private final RelayProcess relay = Shared.relay();

  @ParameterizedTest
  @CsvSource({"0, 1, 2, 2", "1, 0, 2, 2", "0, 1, 1, 2", "0, 1, 2, 1", "0, 1, 1, 1"})
  void theFirstWaitsForTheSecond(String first, String second, int version, int secondVersion)
      throws Exception {
    String tag = "order-" + first + version + secondVersion;
    double before = relay.meter("frelay_waiters");
    Future<PeerConnection> waiting =
        Parties.connect(relay, Shared.PKI, "user1", first, second, tag, version);
    relay.awaitMeter("frelay_waiters", before + 1);
    assertThat(waiting.isDone()).isFalse();

    PeerConnection came =
        Parties.await(
            Parties.connect(relay, Shared.PKI, "user1", second, first, tag, secondVersion));
    PeerConnection waited = Parties.await(waiting);

    boolean early = version == 2 && secondVersion == 2;
    assertThat(waited.facts().role()).isEqualTo(early ? Role.SERVER : Role.CLIENT);
    assertThat(came.facts().role()).isEqualTo(early ? Role.CLIENT : Role.SERVER);
    assertThat(waited.peer().name()).isEqualTo(second);
    assertThat(came.peer().name()).isEqualTo(first);
    try (Pair pair = new Pair(waited, came)) {
      pair.talk();
    }
    relay.awaitMeter("frelay_waiters", before);
  }
}
