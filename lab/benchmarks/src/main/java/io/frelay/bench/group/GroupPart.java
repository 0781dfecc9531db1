package io.frelay.bench.group;

import static io.frelay.client.group.Elements.DOUBLES;

import io.frelay.adm.ca.KeyType;
import io.frelay.bench.setup.DelayingProxy;
import io.frelay.client.FrelayClient;
import io.frelay.client.RelayAddress;
import io.frelay.client.group.Group;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.report.SamplesTable;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Groups beside other algorithms over simulated distances, and beside direct mutual TLS. */
public final class GroupPart {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final List<Integer> SIZES = List.of(3, 8, 16);
  private static final List<Integer> ROUND_TRIPS = List.of(1, 20, 80);
  private static final List<Integer> KIBIBYTES = List.of(1, 32, 64, 128, 256, 512);

  /** Sizes of algorithms that are not near the choice. */
  private static final Set<Integer> FEW = Set.of(1, 32, 128, 512);

  private static final int LARGE = 64_000_000 / Double.BYTES;
  private static final String GROUP = "group";
  private static final String DIRECT = "direct mTLS";
  private static final String PAIRS = "sessions";

  /** One way to do something, and what it costs. */
  private record Way(String row, String metric, GroupParties.Work work) {}

  private int names;

  /** Measures all of it. */
  public static void run(Run run) throws Exception {
    new GroupPart().measure(run);
  }

  private void measure(Run run) throws Exception {
    int most = SIZES.get(SIZES.size() - 1);
    Certificates certificates = Certificates.make(run.scratch().resolve("g"), KeyType.EC, most);
    Section section = run.report().section("group", "Groups");
    section.text(
        "All parties are in this process, and the relay is on the same machine. Times are in ms,"
            + " from the common start to the last party's end.");
    try (RelayLauncher.Running relay =
        RelayLauncher.on(run.jdks().get(0)).start(run, certificates)) {
      besideDirect(run, section, certificates, address(relay.address()));
      for (int size : SIZES) {
        for (int roundTrip : ROUND_TRIPS) {
          run.progress("all-reduce of %d parties, %d ms".formatted(size, roundTrip));
          // Two hops from party to party.
          Duration hop = Duration.ofMillis(roundTrip).dividedBy(2);
          try (DelayingProxy proxy = DelayingProxy.to(relay.address(), hop);
              GroupParties parties = new GroupParties(certificates, size)) {
            crossover(run, section, parties, address(proxy.address()), roundTrip);
          }
        }
      }
    }
  }

  private static RelayAddress address(InetSocketAddress address) {
    return new RelayAddress(address.getAddress().getHostAddress(), address.getPort());
  }

  private static List<Group> join(GroupParties parties, RelayAddress relay, String name)
      throws Exception {
    List<Future<Group>> joins = new ArrayList<>();
    for (int rank = 0; rank < parties.size; rank++) {
      FrelayClient client = parties.client(rank, relay);
      joins.add(parties.start(() -> client.join(name, parties.names(), TIMEOUT)));
    }
    List<Group> groups = new ArrayList<>();
    for (Future<Group> each : joins) {
      groups.add(each.get());
    }
    return groups;
  }

  private static void close(GroupParties parties, List<Group> groups) throws Exception {
    parties.time(rank -> groups.get(rank).close());
  }

  private static GroupParties.Work sum(Pairs pairs, AllReduce algorithm, double[] value) {
    return rank -> check(algorithm.run(pairs.member(rank), value), value, pairs);
  }

  private static void check(double[] sum, double[] value, Pairs pairs) {
    int last = value.length - 1;
    if (sum[last] != value[last] * pairs.member(0).size) {
      throw new IllegalStateException("a wrong sum: " + sum[last]);
    }
  }

  private static double[] value(int length) {
    double[] value = new double[length];
    Arrays.setAll(value, i -> i % 1000);
    return value;
  }

  private void crossover(
      Run run, Section section, GroupParties parties, RelayAddress relay, int roundTrip)
      throws Exception {
    String name = "bench-" + ProcessHandle.current().pid() + "-" + names++;
    List<Group> groups = join(parties, relay, name);
    try (Pairs pairs = Pairs.relayed(parties, relay, name)) {
      List<Way> ways = new ArrayList<>();
      for (int kibibytes : KIBIBYTES) {
        double[] value = value((kibibytes << 10) / Double.BYTES);
        String metric = kibibytes + " KiB";
        for (AllReduce each : AllReduce.values()) {
          if (!FEW.contains(kibibytes) && each != AllReduce.FLAT && each != AllReduce.BLOCKS) {
            continue;
          }
          ways.add(new Way(each.toString(), metric, sum(pairs, each, value)));
        }
        ways.add(new Way(GROUP, metric, rank -> groups.get(rank).allReduce(value, DOUBLES.sum())));
      }
      List<String> rows =
          Stream.concat(Stream.of(AllReduce.values()).map(AllReduce::toString), Stream.of(GROUP))
              .toList();
      section
          .text(
              "**%d parties, %d ms from party to party and back**"
                  .formatted(parties.size, roundTrip))
          .table(
              SamplesTable.of("all-reduce, ms", measure(run, parties, ways).inOrderOf(rows), ""));
    }
    close(parties, groups);
  }

  private static Samples measure(Run run, GroupParties parties, List<Way> ways) throws Exception {
    Samples samples = new Samples();
    for (Way each : ways) {
      parties.time(each.work()); // code is to be compiled first
    }
    Rounds.alternate(
        run.rounds(),
        ways,
        (round, way) -> samples.add(round, way.row(), way.metric(), parties.time(way.work())));
    return samples;
  }

  private void besideDirect(Run run, Section section, Certificates certificates, RelayAddress relay)
      throws Exception {
    String large = "all-reduce of 64 MB among 4, ms";
    String barrier = "barrier of 16, ms";
    try (GroupParties four = new GroupParties(certificates, 4);
        Pairs direct = Pairs.direct(four);
        Pairs relayed = Pairs.relayed(four, relay, "large")) {
      run.progress(large);
      List<Group> groups = join(four, relay, "large");
      double[] value = value(LARGE);
      List<Way> ways =
          List.of(
              new Way(DIRECT, large, sum(direct, AllReduce.BLOCKS, value)),
              new Way(PAIRS, large, sum(relayed, AllReduce.BLOCKS, value)),
              new Way(GROUP, large, rank -> groups.get(rank).allReduce(value, DOUBLES.sum())));
      Samples samples = measure(run, four, ways);
      section.table(SamplesTable.of("without delay", samples.inOrderOf(rows()), DIRECT));
      close(four, groups);
    }
    try (GroupParties sixteen = new GroupParties(certificates, 16);
        Pairs direct = Pairs.direct(sixteen);
        Pairs relayed = Pairs.relayed(sixteen, relay, "barrier")) {
      run.progress(barrier);
      List<Group> groups = join(sixteen, relay, "barrier");
      List<Way> ways =
          List.of(
              new Way(DIRECT, barrier, sum(direct, AllReduce.FLAT, value(1))),
              new Way(PAIRS, barrier, sum(relayed, AllReduce.FLAT, value(1))),
              new Way(GROUP, barrier, rank -> groups.get(rank).barrier()));
      for (int i = 0; i < 20; i++) {
        for (Way each : ways) {
          sixteen.time(each.work());
        }
      }
      Samples samples = measure(run, sixteen, repeated(ways));
      section.table(SamplesTable.of("without delay", samples.inOrderOf(rows()), DIRECT));
      close(sixteen, groups);
    }
  }

  private static List<String> rows() {
    return List.of(DIRECT, PAIRS, GROUP);
  }

  /** Short ones many times in each round. */
  private static List<Way> repeated(List<Way> ways) {
    List<Way> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.addAll(ways);
    }
    return all;
  }
}
