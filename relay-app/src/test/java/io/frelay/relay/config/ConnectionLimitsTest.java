package io.frelay.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final RelayConfig.Limits NONE_SAID = Configs.of(Map.of()).limits();

  @Test
  void sharesOfWhatThereIsUnlessSaidOtherwise() {
    assertThat(ConnectionLimits.of(NONE_SAID, 16_000))
        .isEqualTo(new ConnectionLimits(16_000, 10_000, 12_000, 2000, 4000, 2000));
    assertThat(ConnectionLimits.of(NONE_SAID, 800))
        .isEqualTo(new ConnectionLimits(800, 500, 600, 100, 200, 100));
    RelayConfig.Limits said =
        Configs.of(
                Map.of(
                    "relay.limits.connections-per-address", "11",
                    "relay.limits.connections-per-user", "12",
                    "relay.limits.connections-per-party", "13",
                    "relay.limits.unauthenticated", "14",
                    "relay.limits.unauthenticated-per-address", "15"))
            .limits();
    assertThat(ConnectionLimits.of(said, 800))
        .isEqualTo(new ConnectionLimits(800, 11, 12, 13, 14, 15));
  }

  @Test
  void whatIsLittleIsNotDivided() {
    assertThat(ConnectionLimits.of(NONE_SAID, 3)).isEqualTo(new ConnectionLimits(3, 3, 3, 3, 3, 3));
    assertThat(ConnectionLimits.of(NONE_SAID, 30))
        .isEqualTo(new ConnectionLimits(30, 18, 22, 8, 8, 8));
  }

  /** Neither an address, nor a party, nor a user gets all, nor do all parties together. */
  @Test
  void nobodyTakesEveryPlace() {
    for (int all = 12; all < 20_000; all += 7) {
      ConnectionLimits places = ConnectionLimits.of(NONE_SAID, all);
      assertThat(places.perAddress()).isLessThan(all);
      assertThat(places.perUser()).isLessThan(all);
      assertThat(places.perParty()).isLessThan(places.perUser());
      assertThat(places.authenticated()).isLessThan(all);
      assertThat(places.unauthenticatedPerAddress()).isLessThanOrEqualTo(places.unauthenticated());
    }
  }
}
