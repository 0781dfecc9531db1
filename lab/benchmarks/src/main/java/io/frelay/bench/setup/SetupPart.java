package io.frelay.bench.setup;

import io.frelay.adm.ca.KeyType;
import io.frelay.bench.setup.ArrivalTimes.Times;
import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import io.frelay.testkit.External;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.report.Plot;
import io.frelay.testkit.report.SamplesTable;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.report.Table;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Time, round trips and CPU until two parties are joined. */
public final class SetupPart {
  private static final List<Integer> DELAYS = List.of(0, 20, 40);
  private static final String SECOND_UP = "second up";
  private static final String SECOND_BYTE = "second's first byte";
  private static final String FIRST_UP = "first up";
  private static final String FIRST_BYTE = "first's first byte";

  /** Way in which two parties are joined, over hops with a given delay. */
  private record Way(String name, Meeting meeting) {}

  private interface Meeting {
    Times measure(Duration roundTrip) throws Exception;
  }

  private record Case(Way way, int delay) {}

  private SetupPart() {}

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    Section section = run.report().section("setup", "Setting up a session");
    arrivals(run, section);
    new HandshakeCost(run).measure(section);
  }

  private static void arrivals(Run run, Section section) throws Exception {
    Certificates certificates =
        Certificates.make(run.scratch().resolve("setup-arrivals"), KeyType.EC, 2);
    Samples samples = new Samples();
    List<ArrivalTimes> toClose = new ArrayList<>();
    try (RelayLauncher.Running relay =
        RelayLauncher.on(run.jdks().get(0)).start(run, certificates)) {
      ArrivalTimes ours = arrivalTimes(certificates, toClose);
      List<Way> ways = new ArrayList<>();
      for (int version : List.of(1, 2)) {
        ways.addAll(ways("version " + version, ours, relay.address(), version));
      }
      ways.add(
          new Way(
              "version 2, one waits, prepared",
              roundTrip -> ours.prepared(relay.address(), roundTrip)));
      ways.add(
          new Way(
              "direct mTLS, the whole path", roundTrip -> ours.direct(roundTrip.multipliedBy(2))));
      for (External external : run.externals()) {
        ArrivalTimes others = arrivalTimes(Certificates.in(external.certs()), toClose);
        ways.addAll(ways(external.name(), others, external.address(), 1));
      }
      warmUp(run, ways);
      List<Case> cases =
          ways.stream().flatMap(way -> DELAYS.stream().map(delay -> new Case(way, delay))).toList();
      Rounds.alternate(
          run.quick() ? 5 : 2 * run.rounds() + 1,
          cases,
          (round, each) -> {
            Times times = each.way().meeting().measure(Duration.ofMillis(each.delay()));
            String row = each.way().name();
            samples.add(round, row, metric(SECOND_UP, each.delay()), times.secondUp());
            samples.add(round, row, metric(SECOND_BYTE, each.delay()), times.secondByte());
            samples.add(round, row, metric(FIRST_UP, each.delay()), times.firstUp());
            samples.add(round, row, metric(FIRST_BYTE, each.delay()), times.firstByte());
          });
      report(section, samples.inOrderOf(ways.stream().map(Way::name).toList()));
    } finally {
      toClose.forEach(ArrivalTimes::close);
    }
  }

  private static List<Way> ways(
      String name, ArrivalTimes times, InetSocketAddress relay, int version) {
    return List.of(
        new Way(name + ", one waits", roundTrip -> times.second(relay, version, roundTrip)),
        new Way(name + ", both at once", roundTrip -> times.together(relay, version, roundTrip)));
  }

  /** The client's and the relay's code is to be compiled before anything counts. */
  private static void warmUp(Run run, List<Way> ways) throws Exception {
    run.progress("setup: warming up");
    for (int i = 0; i < (run.quick() ? 30 : 100); i++) {
      for (Way way : ways) {
        way.meeting().measure(Duration.ZERO);
      }
    }
  }

  private static void report(Section section, Samples samples) throws Exception {
    section
        .heading("From TCP connect to the end-to-end stream")
        .text(
            "In ms from the second arrival's start; the delay is the round trip of each of the two"
                + " hops (direct: of half the path). *Up*: its handshake is done and it may send."
                + " Hop round trips are the slope over the delays. Our client on both sides, P-256,"
                + " through a delaying proxy on each hop, which counts TCP's own handshake but"
                + " answers with acknowledgements at once: on a real path, version 1's hold of the"
                + " first bytes (10 ms after the acknowledgement) is not hidden in the delay. To"
                + " reach at 20 ms: at most 90 ms with version 2, the second one up, and 50 ms where both"
                + " have met before and each has a connection prepared.");
    for (String what : List.of(SECOND_UP, SECOND_BYTE, FIRST_UP, FIRST_BYTE)) {
      List<String> head = new ArrayList<>(List.of(what));
      DELAYS.forEach(delay -> head.add(delay + " ms per hop"));
      head.add("hop round trips");
      Table table = new Table(head);
      for (String row : samples.rows()) {
        List<String> cells = new ArrayList<>(List.of(row));
        for (int delay : DELAYS) {
          cells.add(
              samples
                  .summary(row, metric(what, delay))
                  .map(SamplesTable::cell)
                  .orElse(SamplesTable.NOTHING));
        }
        double slope =
            (median(samples, row, metric(what, 40)).orElse(0.0)
                    - median(samples, row, metric(what, 0)).orElse(0.0))
                / 40;
        cells.add(SamplesTable.number(slope));
        table.row(cells);
      }
      section.table(table);
    }
    section.csv("arrivals", samples.lines());
    section.plot(
        "arrivals",
        Plot.bars(
            "Until the second arrival may send",
            "ms",
            DELAYS.stream().map(delay -> delay + " ms per hop").toList(),
            samples.rows().stream()
                .map(
                    row ->
                        new Plot.Series(
                            row,
                            DELAYS.stream()
                                .map(d -> median(samples, row, metric(SECOND_UP, d)).orElse(0.0))
                                .toList()))
                .toList()));
  }

  private static Optional<Double> median(Samples samples, String row, String metric) {
    return samples.summary(row, metric).map(summary -> summary.median());
  }

  private static String metric(String what, int delay) {
    return what + ", " + delay + " ms per hop";
  }

  private static ArrivalTimes arrivalTimes(Certificates certificates, List<ArrivalTimes> toClose)
      throws CredentialsException {
    ArrivalTimes times =
        new ArrivalTimes(
            PartyCredentials.fromFiles(certificates.files(certificates.parties().get(0))),
            PartyCredentials.fromFiles(certificates.files(certificates.parties().get(1))));
    toClose.add(times);
    return times;
  }
}
