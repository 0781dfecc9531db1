package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Two users both have parties 0 and 1, with the same tag; they never meet each other's. */
class UsersWithEqualPartyNamesIT {
  @Test
  void eachMeetsItsOwnUsersParty() throws Exception {
    Pki pki = Pki.standard();
    pki.user("user2");
    pki.party("user2", "0", CertificateOptions.DEFAULTS);
    pki.party("user2", "1", CertificateOptions.DEFAULTS);
    try (RelayProcess relay = RelayProcess.start(pki)) {
      Future<PeerConnection> zero = Parties.connect(relay, pki, "user1", "0", "1", "t", 2);
      relay.awaitMeter("frelay_waiters", 1);
      Future<PeerConnection> otherUsersOne = Parties.connect(relay, pki, "user2", "1", "0", "t", 2);
      relay.awaitMeter("frelay_waiters", 2);
      assertThat(zero.isDone()).isFalse();

      Future<PeerConnection> one = Parties.connect(relay, pki, "user1", "1", "0", "t", 2);
      try (Pair pair = new Pair(Parties.await(zero), Parties.await(one))) {
        pair.talk();
        assertThat(otherUsersOne.isDone()).isFalse();
      }
      Future<PeerConnection> otherUsersZero =
          Parties.connect(relay, pki, "user2", "0", "1", "t", 2);
      try (Pair pair = new Pair(Parties.await(otherUsersZero), Parties.await(otherUsersOne))) {
        pair.talk();
      }
    }
  }
}
