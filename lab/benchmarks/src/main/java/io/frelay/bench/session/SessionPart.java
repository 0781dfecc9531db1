package io.frelay.bench.session;

import io.frelay.adm.ca.KeyType;
import io.frelay.client.FrelayClient;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.report.SamplesTable;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.util.ArrayList;
import java.util.List;

/** Throughput of {@code frelay/2} beside the raw end-to-end TLS, by the size of a write. */
public final class SessionPart {
  private static final List<Integer> SIZES = List.of(65_536, 16_384, 8_192, 1_024);
  private static final String RAW = "raw";
  private static final String SURVIVES = "frelay/2";

  private record Case(String row, FrelayClient.Builder options, int size) {
    static List<Case> all() {
      List<Case> cases = new ArrayList<>();
      for (int size : SIZES) {
        cases.add(new Case(RAW, FrelayClient.builder().withoutResumption(), size));
        cases.add(new Case(SURVIVES, FrelayClient.builder(), size));
      }
      return cases;
    }
  }

  private SessionPart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Certificates certificates = Certificates.make(run.scratch().resolve("session"), KeyType.EC, 2);
    Samples samples = new Samples();
    long bytes = run.quick() ? 256 << 20 : 1 << 30;
    try (RelayLauncher.Running relay =
        RelayLauncher.on(run.jdks().get(0)).start(run, certificates)) {
      OneWay stream = new OneWay(relay.address(), certificates);
      for (Case each : Case.all()) {
        stream.measure(each.options(), each.size(), bytes / 2); // code is to be compiled first
      }
      Rounds.alternate(
          run.quick() ? 3 : 2 * run.rounds() - 1,
          Case.all(),
          (round, each) -> {
            OneWay.Rate rate = stream.measure(each.options(), each.size(), bytes);
            String written = " by " + each.size() + " bytes";
            samples.add(round, each.row(), "MB/s" + written, rate.megabytesPerSecond());
            samples.add(round, each.row(), "CPU s per GB" + written, rate.cpuPerGigabyte());
          });
    }
    run.report()
        .section("session", "A session that survives")
        .text(
            "One way through a relay, both parties in this process; CPU is of both parties. Read"
                + " 64 KiB at a time.")
        .table(SamplesTable.of("stream", samples.inOrderOf(List.of(RAW, SURVIVES)), RAW));
  }
}
