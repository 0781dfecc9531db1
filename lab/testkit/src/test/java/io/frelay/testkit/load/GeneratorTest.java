package io.frelay.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.Processes;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generator's parties meet in the real relay. */
class GeneratorTest {
  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void itsPartiesMeetTalkStayAndLeave(int version) throws Exception {
    Checkout project = Checkout.own();
    assumeTrue(Files.exists(project.relayJar()), "the relay is not built");
    Certificates certificates = Certificates.make(scratch.resolve("certs"));
    try (Processes processes = new Processes()) {
      Run run =
          new Run(
              true,
              1,
              scratch,
              project,
              List.of(Jdk.own()),
              List.of(),
              processes,
              new Report(scratch.resolve("report"), "test"),
              System.err);
      try (RelayLauncher.Running relay = RelayLauncher.on(Jdk.own()).start(run, certificates);
          GeneratorProcess generator =
              GeneratorProcess.parties(
                  run, new GeneratorProcess.Target(relay.address(), certificates, version))) {
        assertThat(generator.command("meet 20 5 signing").orThrow().number("done")).isEqualTo(20);
        assertThat(generator.command("meet 4 2 decrypt").orThrow().number("done")).isEqualTo(4);
        assertThat(generator.command("hold 20 5").orThrow().number("done")).isEqualTo(20);
        assertThat(generator.command("wait 7 3").orThrow().number("done")).isEqualTo(7);
        assertThat(generator.command("churn 50 0.2").orThrow().number("done")).isEqualTo(10);
        assertThat(generator.command("users 3 2 0.1 byte").orThrow().number("done")).isPositive();
        assertThat(generator.command("check 100").orThrow().number("done")).isEqualTo(20);
        ProcessHandle.of(relay.process().pid()).ifPresent(ProcessHandle::destroyForcibly);
        relay.process().awaitExit(Duration.ofSeconds(20));
        assertThat(generator.command("check 100").number("failed")).isPositive();
      }
    }
  }

  @Test
  void aTallyTellsItsQuantiles() {
    Tally tally = new Tally();
    for (int i = 1; i <= 100; i++) {
      tally.done(i * 1_000_000L);
    }
    assertThat(tally.text())
        .startsWith("done=100 failed=0 p50=50.000 p90=90.000 p99=99.000 max=100.000");
  }
}
