package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.ReadAheadParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/**
 * A version 1 party that reads ahead loses nothing: the first bytes towards it come only after it
 * has read the close_notify on its own.
 */
class ReadAheadPartyIT {
  private static final int SESSIONS = 150;
  private static final byte[] FIRST_BYTES = {22, 3, 1, 0, 4, 1, 2, 3, 4};

  private final RelayProcess relay = Shared.relay();
  private final SSLContext zero = Shared.PKI.outerTls("user1", "0");
  private final SSLContext one = Shared.PKI.outerTls("user1", "1");

  @Test
  void noSessionIsLost() throws Exception {
    double waiters = relay.meter("frelay_waiters");
    for (int i = 0; i < SESSIONS; i++) {
      String tag = "ahead-" + i;
      try (HandDrivenParty waiter = HandDrivenParty.request(relay.port(), zero, "1", tag)) {
        relay.awaitMeter("frelay_waiters", waiters + 1);
        // Sends its ClientHello the moment it is told to, as any TLS client does.
        Future<String> eager =
            Parties.run(
                () -> {
                  String ready = waiter.awaitReady();
                  waiter.send(FIRST_BYTES);
                  return ready;
                });
        try (ReadAheadParty second = ReadAheadParty.request(relay.port(), one, "0", tag)) {
          String ready = second.awaitReady();
          assertThat(ready).isEqualTo("{\"Mode\":1}");
          assertThat(Parties.await(eager)).isEqualTo("{\"Mode\":2}");
          assertThat(second.swallowed()).as("swallowed bytes in session %d", i).isZero();
          assertThat(second.raw().getInputStream().readNBytes(FIRST_BYTES.length))
              .isEqualTo(FIRST_BYTES);
        }
      }
    }
  }
}
