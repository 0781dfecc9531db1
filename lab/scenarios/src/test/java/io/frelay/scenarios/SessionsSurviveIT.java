package io.frelay.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerRestartedException;
import io.frelay.client.RelayAddress;
import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions go on over another connection, through the same relay or another one. */
class SessionsSurviveIT {
  @TempDir Path folder;

  private static Future<PeerConnection> connect(
      List<RelayAddress> relays, String self, String peer, String tag) throws Exception {
    FrelayClient client =
        FrelayClient.builder()
            .relays(relays)
            .credentials(Shared.PKI.credentials("user1", self))
            .build();
    return Parties.run(() -> client.connect(peer, tag, Parties.PATIENCE));
  }

  private static Pair meet(List<RelayAddress> relays, String tag) throws Exception {
    Future<PeerConnection> one = connect(relays, "1", "0", tag);
    return new Pair(Parties.await(connect(relays, "0", "1", tag)), Parties.await(one));
  }

  /** Numbered messages both ways, until told to stop; each checks what it hears. */
  private static Future<Integer> converse(PeerConnection party, AtomicBoolean enough) {
    return Parties.run(
        () -> {
          byte[] filler = new byte[20_000];
          int count = 0;
          boolean peerGoesOn = true;
          while (peerGoesOn) {
            boolean last = enough.get();
            party.messages().send((count + (last ? " last" : "")).getBytes(UTF_8));
            party.messages().send(filler);
            String heard = new String(party.messages().receive().orElseThrow(), UTF_8);
            if (!heard.startsWith(Integer.toString(count))) {
              throw new IOException("heard " + heard + " instead of " + count);
            }
            assertThat(party.messages().receive().orElseThrow()).hasSize(filler.length);
            count++;
            LockSupport.parkNanos(1_000_000); // the processor is for the relay that starts
            peerGoesOn = !last && !heard.endsWith("last");
          }
          return count;
        });
  }

  private static void awaitResumption(PeerConnection party, int number) {
    while (party.counts().orElseThrow().resumptions() < number) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aRelayThatIsKilledAndStartedAgain() throws Exception {
    RelayProcess relay = RelayProcess.startOn(FreePort.next(), Shared.PKI);
    try (Pair pair = meet(List.of(relay.address()), "killed")) {
      AtomicBoolean enough = new AtomicBoolean();
      Future<Integer> zero = converse(pair.first(), enough);
      Future<Integer> one = converse(pair.second(), enough);
      for (int kills = 1; kills <= 2; kills++) {
        relay.kill();
        relay.close();
        relay = RelayProcess.startOn(relay.port(), Shared.PKI);
        awaitResumption(pair.first(), kills);
      }
      enough.set(true);
      assertThat(Parties.await(zero)).isPositive().isEqualTo(Parties.await(one));
    } finally {
      relay.close();
    }
  }

  @Test
  void aRelayThatIsKilledWhileThereIsAnother() throws Exception {
    try (RelayProcess first = RelayProcess.start(Shared.PKI);
        RelayProcess second = RelayProcess.start(Shared.PKI);
        Pair pair = meet(List.of(first.address(), second.address()), "other")) {
      AtomicBoolean enough = new AtomicBoolean();
      Future<Integer> zero = converse(pair.first(), enough);
      Future<Integer> one = converse(pair.second(), enough);
      boolean isAtFirst = first.meter("frelay_sessions_open") > 0; // as their names have it
      (isAtFirst ? first : second).kill();
      awaitResumption(pair.first(), 1);
      (isAtFirst ? second : first).awaitMeter("frelay_sessions_open", 1);
      enough.set(true);
      assertThat(Parties.await(zero)).isPositive().isEqualTo(Parties.await(one));
    }
  }

  @Test
  void aPeerThatIsKilledAndStartedAgainIsNotTakenForTheOldOne() throws Exception {
    RelayProcess relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("TAG", "anew");
    try (Command one = Command.start(folder, environment, "client_func", "pipe");
        PeerConnection zero = Parties.await(connect(List.of(relay.address()), "0", "1", "anew"))) {
      one.giveWithoutEnd("before".getBytes(UTF_8));
      assertThat(zero.in().readNBytes(6)).asString(UTF_8).isEqualTo("before");
      one.kill();
      try (Command again = Command.start(folder, environment, "client_func", "pipe")) {
        again.giveWithoutEnd("of another stream".getBytes(UTF_8));
        assertThatThrownBy(() -> zero.in().read())
            .isInstanceOf(PeerRestartedException.class)
            .hasMessageContaining("party 1 was restarted and knows nothing of this session");
        try (PeerConnection anew =
            Parties.await(connect(List.of(relay.address()), "0", "1", "anew"))) {
          assertThat(anew.in().readNBytes(17)).asString(UTF_8).isEqualTo("of another stream");
        }
      }
    }
  }
}
