package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.TruncatedStreamException;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A connection that breaks ends its session, and the other side does not take it for a clean end.
 */
class ResetIT {
  private final RelayProcess relay = Shared.relay();

  @Test
  void theOtherSideSeesATruncatedStream() throws Exception {
    double resets = relay.meter("frelay_sessions_closed_total{reason=\"reset\"}");
    double open = relay.meter("frelay_connections_open");
    try (Pair pair = Pair.of(relay, Shared.PKI, "reset")) {
      pair.talk();
      pair.second().out().write(new byte[1 << 16]); // left unread: closing now means a reset
      pair.first().abort();
      assertThatThrownBy(() -> Parties.await(Parties.run(() -> pair.second().in().read())))
          .isInstanceOf(IOException.class)
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(TruncatedStreamException.class),
              e -> assertThat(e).hasMessageContaining("broke"));
    }
    relay.awaitMeter("frelay_sessions_closed_total{reason=\"reset\"}", resets + 1);
    relay.awaitMeter("frelay_connections_open", open);
  }
}
