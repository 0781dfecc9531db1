package io.frelay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.testkit.process.Processes;
import io.frelay.testkit.relay.Certificates;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@code bin/lab chaos}: some of the faults, each inflicted once. */
class ShortChaosIT {
  private static final int SESSIONS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"RELAY_KILLED", "RESET", "RELAY_STOPPED"})
  void nothingIsLostOrRepeated(Fault fault) throws Exception {
    try (Processes processes = new Processes()) {
      FaultTrial trial =
          FaultTrial.of(
              fault,
              Chaos.run(folder, processes),
              Certificates.make(folder.resolve("certs")),
              fault.setting(SESSIONS, SESSIONS, 0),
              0,
              42);
      Balance balance = trial.balance();
      assertThat(balance.troubles()).isEmpty();
      assertThat(trial.injected()).isEqualTo(1);
      assertThat(balance.lost()).isZero();
      assertThat(balance.repeated()).isZero();
      assertThat(balance.sessions()).isEqualTo(SESSIONS);
      assertThat(balance.affected()).isEqualTo(SESSIONS);
      assertThat(balance.resumed()).isEqualTo(SESSIONS);
    }
  }
}
