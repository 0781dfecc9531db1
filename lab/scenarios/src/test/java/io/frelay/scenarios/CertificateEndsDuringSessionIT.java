package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.SteadyStream;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A session lasts no longer than its parties' certificates, and neither does a waiter. */
class CertificateEndsDuringSessionIT {
  private static final String EXPIRED = "expired_certificate";

  private final RelayProcess relay = Shared.relay();

  @Test
  void itsSessionAndItsWaiterEndAndOthersGoOn() throws Exception {
    double sessions = relay.meter("frelay_sessions_closed_total{reason=\"" + EXPIRED + "\"}");
    double connections = relay.closed(EXPIRED);
    try (SteadyStream others = SteadyStream.over(Pair.of(relay, Shared.PKI, "outlives"))) {
      Shared.PKI.party(
          "user1",
          "brief",
          CertificateOptions.DEFAULTS.replacing().notAfter(Instant.now().plusSeconds(8)));
      Future<PeerConnection> waiter =
          relay.awaitWaiter(() -> connect("brief", "2", "waits-in-vain"));
      Future<PeerConnection> first = connect("brief", "1", "brief");
      Future<PeerConnection> second = connect("1", "brief", "brief");
      try (Pair pair = new Pair(Parties.await(first), Parties.await(second))) {
        pair.talk();
        relay.awaitMeter("frelay_sessions_closed_total{reason=\"" + EXPIRED + "\"}", sessions + 1);
        // Two of the session, and the waiter.
        await().until(() -> relay.closed(EXPIRED) >= connections + 3);
        assertThatThrownBy(() -> pair.second().in().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Parties.await(waiter)).isInstanceOf(IOException.class);
      }
      others.finish();
    }
  }

  private Future<PeerConnection> connect(String me, String dest, String tag) {
    return Parties.connect(relay, Shared.PKI, me, dest, tag);
  }
}
