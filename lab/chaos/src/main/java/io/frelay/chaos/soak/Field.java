package io.frelay.chaos.soak;

import io.frelay.chaos.Balance;
import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A relay, the load generator that holds sessions through it, and two parties by the library. */
final class Field implements AutoCloseable {
  /** Descriptors that may be open more than before, such as a connection to the metrics. */
  private static final int SLACK = 20;

  private static final double SETTLE_SECONDS = 60;
  private static final int SAMPLES = 200;

  private final Run run;
  private final RelayLauncher.Running relay;
  private final GeneratorProcess generator;
  private final PartyPair clients;
  private final RelayWatch watch;
  private final int idleDescriptors;

  Field(Run run, Certificates certificates, SoakLoad load, String heap) throws Exception {
    this.run = run;
    relay = launcher(run, heap).start(run, certificates);
    generator =
        GeneratorProcess.parties(
            run, new GeneratorProcess.Target(relay.address(), certificates, 2));
    generator.command("meet %d %d byte", 300, 8).orThrow(); // once through everything
    idleDescriptors = relay.process().tree().descriptors() + SLACK;
    String address = "127.0.0.1:" + relay.address().getPort();
    clients = PartyPair.start(run, certificates, address, load.clients());
    say("%,d sessions come".formatted(load.sessions()));
    generator.command("herd %d %f %f", load.sessions(), load.churn(), load.talks()).orThrow();
    watch = new RelayWatch(relay, run.jdks().get(0));
  }

  private static RelayLauncher launcher(Run run, String heap) {
    // The whole heap from the beginning: what grows in resident memory is something else then.
    RelayLauncher launcher =
        RelayLauncher.on(run.jdks().get(0))
            .withJvm("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch");
    for (String limit :
        List.of("CONNECTIONS", "CONNECTIONS_PER_ADDRESS", "CONNECTIONS_PER_PARTY")) {
      launcher = launcher.with("RELAY_LIMITS_" + limit, "1000000");
    }
    return launcher;
  }

  /** Looks on for so long, then has all sessions end. */
  Verdict hold(double seconds) throws Exception {
    double warm = Math.min(300, seconds / 4);
    double interval = Math.max(0.5, Math.min(30, seconds / SAMPLES));
    int collections = 0;
    double told = 0;
    while (watch.seconds() < seconds && relay.process().isAlive()) {
      Sample sample = watch.sample();
      if (sample.seconds() >= warm + collections * (seconds - warm) / 3) {
        watch.collect();
        collections++;
      }
      if (sample.seconds() >= told) {
        told += 30;
        say(sample + " " + generator.command("herd-state").values());
      }
      Thread.sleep((long) (interval * 1000));
    }
    watch.sample();
    watch.collect();
    return end(warm);
  }

  private Verdict end(double warm) throws Exception {
    List<String> troubles = new ArrayList<>();
    Balance balance = clients.finish(new Balance(false));
    Answer herd = generator.command("herd-end");
    Sample after = settled();
    if (after.joined() > 0 || after.waiting() > 0 || after.descriptors() > idleDescriptors) {
      troubles.add(
          "what stays at the relay after the end: %s; it had at most %d descriptors before"
              .formatted(after, idleDescriptors));
    }
    troubles.addAll(balance.troubles());
    relay.process().complaints().forEach(line -> troubles.add("the relay's log: " + line));
    if (!relay.process().isAlive()) {
      troubles.add("the relay has ended");
    }
    return new Verdict(watch.trends(warm), watch.samples(), herd, balance, troubles);
  }

  /** The relay when it has let go of all, or as it is when it does not. */
  private Sample settled() throws IOException, InterruptedException {
    double deadline = watch.seconds() + SETTLE_SECONDS;
    RelayWatch afterwards = new RelayWatch(relay, run.jdks().get(0));
    while (true) {
      Sample now = afterwards.sample();
      boolean isIdle =
          now.joined() == 0 && now.waiting() == 0 && now.descriptors() <= idleDescriptors;
      if (isIdle || watch.seconds() > deadline) {
        return now;
      }
      Thread.sleep(200);
    }
  }

  private void say(String line) {
    run.log().println("soak: " + line);
  }

  @Override
  public void close() throws IOException {
    clients.close();
    generator.close();
    relay.close();
  }
}
