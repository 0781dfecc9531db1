package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.ReadAheadParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A version 1 party that reads ahead loses nothing: the first bytes towards it come only after it
 * has read the close_notify on its own.
 */
class ReadAheadPartyIT {
  private static final int SESSIONS = 150;
  private static final int LATE_SESSIONS = 4;
  private static final byte[] FIRST_BYTES = {22, 3, 1, 0, 4, 1, 2, 3, 4};

  @AutoClose private static RelayProcess relay;

  private final SSLContext zero = Shared.PKI.outerTls("user1", "0");
  private final SSLContext one = Shared.PKI.outerTls("user1", "1");

  @BeforeAll
  static void start() {
    relay = RelayProcess.startWithOptions(Shared.PKI, List.of("--debug")); // tells who has come
  }

  @Test
  void noSessionIsLost() throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      meet("ahead-" + i, Duration.ZERO);
    }
  }

  /** Starved of its processor, a party reads late: as late in its handshake as afterwards. */
  @ParameterizedTest
  @ValueSource(ints = {5, 25, 40, 60, 100, 200})
  void noSessionIsLostOfAPartyThatReadsLate(int millis) throws Exception {
    List<Future<Void>> sessions = new ArrayList<>();
    for (int i = 0; i < LATE_SESSIONS; i++) {
      String tag = "late-" + millis + "-" + i;
      sessions.add(Parties.run(() -> meet(tag, Duration.ofMillis(millis))));
    }
    for (Future<Void> session : sessions) {
      Parties.await(session);
    }
  }

  private Void meet(String tag, Duration lateness) throws Exception {
    try (HandDrivenParty waiter = HandDrivenParty.request(relay.port(), zero, "1", tag)) {
      relay.awaitLine("asks to meet", "tag=" + tag);
      if (lateness.isZero()) { // the only session; the line is written before the party is entered
        relay.awaitMeter("frelay_waiters", 1);
      }
      // Sends its ClientHello the moment it is told to, as any TLS client does.
      Future<String> eager =
          Parties.run(
              () -> {
                String ready = waiter.awaitReady();
                waiter.send(FIRST_BYTES);
                return ready;
              });
      try (ReadAheadParty second = ReadAheadParty.request(relay.port(), one, "0", tag, lateness)) {
        String ready = second.awaitReady();
        assertThat(ready).isEqualTo("{\"Mode\":1}");
        assertThat(Parties.await(eager)).isEqualTo("{\"Mode\":2}");
        assertThat(second.swallowed()).as("swallowed bytes in session %s", tag).isZero();
        assertThat(second.raw().getInputStream().readNBytes(FIRST_BYTES.length))
            .isEqualTo(FIRST_BYTES);
      }
    }
    return null;
  }
}
