package io.frelay.bench.setup;

import io.frelay.adm.ca.KeyType;
import io.frelay.testkit.External;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.process.ProcessTree;
import io.frelay.testkit.redis.RedisServer;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.report.Plot;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.stats.Rounds;
import io.frelay.testkit.stats.Samples;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the CPU time of the relay for setting up sessions, cold and warm. */
final class HandshakeCost {
  private static final String COLD = "CPU ms per session, first 200";
  private static final String WARM = "CPU ms per session, warm";
  private static final String RATE = "sessions/s, warm";
  private static final String GENERATOR = "generator's CPU ms per session";
  private static final String ONE_BY_ONE = ", one after the other";
  private static final int FIRST = 200;
  private static final int AT_ONCE = 32;

  private final Run run;
  private final int warmUp;
  private final int warm;
  private final Samples samples = new Samples();

  HandshakeCost(Run run) {
    this.run = run;
    this.warmUp = run.quick() ? 500 : 8000;
    this.warm = run.quick() ? 300 : 1000;
  }

  private interface Measurement {
    void run(int round, String row) throws Exception;
  }

  private record Candidate(String name, Measurement measurement) {}

  /** Measures all, and fills the section. */
  void measure(Section section) throws Exception {
    List<Candidate> candidates = candidates();
    Rounds.alternate(
        run.rounds(),
        candidates,
        (round, candidate) -> {
          run.progress("setup: round " + (round + 1) + ", " + candidate.name());
          candidate.measurement().run(round, candidate.name());
        });
    section
        .heading("CPU time of a set-up")
        .text(
            "A session is two mutual TLS 1.3 handshakes, the meeting, a byte each way and the end,"
                + " %d at a time or one after the other; the time is user and system of the relay's process. To reach: at"
                    .formatted(AT_ONCE)
                + " most 1.5 ms warm with P-256, and 8 ms for each of the first %d. nginx and"
                    .formatted(FIRST)
                + " HAProxy only do the two handshakes and close. The relays of a cluster, of which each"
                + " party takes any, count together. Warm is after %,d sessions, with RSA"
                    .formatted(FIRST + warmUp)
                + " after a fifth of that, one after the other after half: the JVM compiles for"
                + " longer than one would think.")
        .samples(
            "cpu",
            "relay",
            samples.inOrderOf(candidates.stream().map(Candidate::name).toList()),
            "");
    List<String> rows = samples.rows();
    section.plot(
        "cpu",
        Plot.bars(
            "CPU time of the relay for a set-up",
            "ms",
            rows,
            List.of(
                new Plot.Series("first " + FIRST, medians(rows, COLD)),
                new Plot.Series("warm", medians(rows, WARM)))));
  }

  private List<Double> medians(List<String> rows, String metric) {
    return rows.stream()
        .map(row -> samples.summary(row, metric).map(s -> s.median()).orElse(0.0))
        .toList();
  }

  private List<Candidate> candidates() throws Exception {
    Path scratch = run.scratch();
    Map<String, Certificates> keys = new LinkedHashMap<>();
    keys.put("P-256", Certificates.make(scratch.resolve("setup-ec"), KeyType.EC, 2));
    if (!run.quick()) {
      keys.put("RSA-2048", Certificates.make(scratch.resolve("setup-rsa"), KeyType.RSA, 2));
      if (Rsa4096.isPossible()) {
        keys.put("RSA-4096", Rsa4096.make(scratch.resolve("setup-rsa4096")));
      }
    }
    List<Candidate> all = new ArrayList<>();
    keys.forEach(
        (key, certificates) -> {
          List<Jdk> jdks = key.equals("P-256") ? run.jdks() : run.jdks().subList(0, 1);
          for (Jdk jdk : jdks) {
            for (String tls : List.of("boringssl", "jdk")) {
              RelayLauncher launcher = RelayLauncher.on(jdk).with("RELAY_TLS_PROVIDER", tls);
              String name = "relay, %s, %s, %s".formatted(key, tls, jdk.name());
              all.add(ours(name, launcher, certificates, AT_ONCE));
              if (key.equals("P-256") && tls.equals("boringssl")) {
                all.add(ours(name + ONE_BY_ONE, launcher, certificates, 1));
              }
            }
          }
          for (Terminators.Kind kind : Terminators.Kind.values()) {
            if (Terminators.isInstalled(kind)) {
              all.add(
                  new Candidate(
                      "2 handshakes by " + kind.program() + ", " + key,
                      (round, row) -> handshakes(round, row, kind, certificates)));
            }
          }
        });
    if (RedisServer.program().isPresent()) {
      for (int relays : run.quick() ? List.of(2) : List.of(1, 2, 3)) {
        all.add(
            new Candidate(
                "cluster of " + relays,
                (round, row) -> cluster(round, row, relays, keys.get("P-256"))));
      }
    }
    for (External external : run.externals()) {
      all.add(new Candidate(external.name(), (round, row) -> other(round, row, external)));
    }
    return all;
  }

  private void sessions(
      int round, String row, GeneratorProcess generator, ProcessTree relay, int atOnce)
      throws Exception {
    double start = relay.cpu().total();
    generator.command("meet %d %d byte", FIRST, atOnce).orThrow();
    double first = relay.cpu().total();
    samples.add(round, row, COLD, (first - start) * 1e3 / FIRST);
    // Compiling goes on for thousands of sessions; with RSA they take too long to wait for it all.
    int before = row.contains("RSA") ? warmUp / 5 : atOnce == 1 ? warmUp / 2 : warmUp;
    generator.command("meet %d %d byte", before, atOnce).orThrow();
    warm(round, row, generator, relay, new Load("meet %d %d byte", 1, atOnce));
  }

  /**
   * Load on a server that is warm.
   *
   * @param command with places for how many, and how many at once
   * @param perSession how many of these are a session
   */
  private record Load(String command, int perSession, int atOnce) {}

  private void warm(int round, String row, GeneratorProcess generator, ProcessTree relay, Load load)
      throws Exception {
    double before = relay.cpu().total();
    double own = generator.cpu();
    Answer answer =
        generator.command(load.command(), warm * load.perSession(), load.atOnce()).orThrow();
    samples.add(round, row, WARM, (relay.cpu().total() - before) * 1e3 / warm);
    samples.add(round, row, RATE, warm / answer.number("seconds"));
    samples.add(round, row, GENERATOR, (generator.cpu() - own) * 1e3 / warm);
  }

  private GeneratorProcess generator(
      InetSocketAddress relay, Certificates certificates, int version) throws Exception {
    return GeneratorProcess.parties(run, new GeneratorProcess.Target(relay, certificates, version));
  }

  private Candidate ours(
      String name, RelayLauncher launcher, Certificates certificates, int atOnce) {
    return new Candidate(
        name,
        (round, row) -> {
          try (RelayLauncher.Running relay = launcher.start(run, certificates);
              GeneratorProcess generator = generator(relay.address(), certificates, 2)) {
            sessions(round, row, generator, relay.process().tree(), atOnce);
          }
        });
  }

  /** Relays of which each party takes any; the time is that of all of them. */
  private void cluster(int round, String row, int relays, Certificates certificates)
      throws Exception {
    List<RelayLauncher.Running> running = new ArrayList<>();
    try (RedisServer redis = RedisServer.start()) {
      RelayLauncher member = RelayLauncher.on(run.jdks().get(0)).inCluster(redis.url());
      for (int i = 0; i < relays; i++) {
        running.add(member.start(run, certificates));
      }
      ProcessTree tree = RelayLauncher.Running.tree(running);
      List<InetSocketAddress> addresses =
          running.stream().map(RelayLauncher.Running::address).toList();
      try (GeneratorProcess generator =
          GeneratorProcess.parties(run, new GeneratorProcess.Target(addresses, certificates, 2))) {
        sessions(round, row, generator, tree, AT_ONCE);
      }
    } finally {
      running.forEach(RelayLauncher.Running::close);
    }
  }

  private void other(int round, String row, External external) throws Exception {
    Certificates certificates = Certificates.in(external.certs());
    try (GeneratorProcess generator = generator(external.address(), certificates, 1)) {
      if (external.pid().isPresent()) {
        // It has run before, so there is no cold.
        generator.command("meet %d %d byte", FIRST, AT_ONCE).orThrow();
        ProcessTree tree = new ProcessTree(external.pid().getAsLong());
        warm(round, row, generator, tree, new Load("meet %d %d byte", 1, AT_ONCE));
      } else {
        Answer answer = generator.command("meet %d %d byte", warm, AT_ONCE).orThrow();
        samples.add(round, row, RATE, warm / answer.number("seconds"));
      }
    }
  }

  private void handshakes(int round, String row, Terminators.Kind kind, Certificates certificates)
      throws Exception {
    int port = FreePort.next();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (MeasuredProcess process = Terminators.start(run, kind, certificates, port);
        GeneratorProcess generator = generator(address, certificates, 1)) {
      double start = process.tree().cpu().total();
      generator.command("handshakes %d %d", 2 * FIRST, AT_ONCE).orThrow();
      double first = process.tree().cpu().total();
      samples.add(round, row, COLD, (first - start) * 1e3 / FIRST);
      warm(round, row, generator, process.tree(), new Load("handshakes %d %d", 2, AT_ONCE));
    }
  }
}
