package io.frelay.bench.scale;

import io.frelay.bench.forwarding.OtherProxies;
import io.frelay.testkit.Checkout;
import io.frelay.testkit.External;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.process.ProcessTree;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.relay.RelayMemory;
import io.frelay.testkit.relay.RelayMemory.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** A relay or proxy that runs and is loaded with connections. */
interface MeasuredRelay extends AutoCloseable {
  /** Its process; not called without one. */
  ProcessTree tree();

  /** Generator that acts as the parties; the caller closes it. */
  GeneratorProcess generator(Run run) throws IOException;

  /** The generator's command that has it do everything once, with few at the same time. */
  default String warmUp() {
    return "meet 300 8 byte";
  }

  /** Memory as it stands, or after garbage is thrown away where that can be asked for. */
  default Reading memory(boolean collected) throws IOException, InterruptedException {
    return new Reading(tree().memory().rss(), 0, 0);
  }

  @Override
  default void close() throws IOException {}

  /** Our relay, with limits that do not limit. */
  static MeasuredRelay ours(Run run, Jdk jdk, Certificates certificates) throws IOException {
    RelayLauncher launcher = RelayLauncher.on(jdk);
    for (String limit :
        List.of(
            "CONNECTIONS",
            "CONNECTIONS_PER_ADDRESS",
            "CONNECTIONS_PER_USER",
            "CONNECTIONS_PER_PARTY",
            "UNAUTHENTICATED",
            "UNAUTHENTICATED_PER_ADDRESS")) {
      launcher = launcher.with("RELAY_LIMITS_" + limit, "1000000");
    }
    return new Ours(launcher.start(run, certificates), jdk);
  }

  /** Another relay; empty-handed if its process is not known. */
  static MeasuredRelay external(External external) {
    return new Other(external);
  }

  /** HAProxy in TCP mode in front of the generator. */
  static MeasuredRelay haproxy(Run run, int maxConnections) throws IOException {
    int from = FreePort.next();
    int to = FreePort.next();
    Path program = Checkout.program("haproxy").orElseThrow();
    MeasuredProcess process = new OtherProxies(run).haproxy(program, maxConnections, from, to);
    process.awaitListening(from);
    return new Haproxy(process, from, to);
  }

  /** Our relay. */
  record Ours(RelayLauncher.Running relay, Jdk jdk) implements MeasuredRelay {
    @Override
    public ProcessTree tree() {
      return relay.process().tree();
    }

    @Override
    public GeneratorProcess generator(Run run) throws IOException {
      return GeneratorProcess.parties(
          run, new GeneratorProcess.Target(relay.address(), relay.certificates(), 2));
    }

    @Override
    public Reading memory(boolean collected) throws IOException, InterruptedException {
      RelayMemory memory = new RelayMemory(relay, jdk);
      return collected ? memory.collected() : memory.now();
    }

    @Override
    public void close() {
      relay.close();
    }
  }

  /** Somebody else's. */
  record Other(External external) implements MeasuredRelay {
    @Override
    public ProcessTree tree() {
      OptionalLong pid = external.pid();
      return new ProcessTree(pid.orElseThrow());
    }

    @Override
    public GeneratorProcess generator(Run run) throws IOException {
      Certificates certificates = Certificates.in(external.certs());
      return GeneratorProcess.parties(
          run, new GeneratorProcess.Target(external.address(), certificates, 1));
    }
  }

  /** HAProxy. */
  record Haproxy(MeasuredProcess process, int from, int to) implements MeasuredRelay {
    @Override
    public ProcessTree tree() {
      return process.tree();
    }

    @Override
    public GeneratorProcess generator(Run run) throws IOException {
      GeneratorProcess generator =
          GeneratorProcess.plain(
              run, new InetSocketAddress(InetAddress.getLoopbackAddress(), from));
      generator.command("echo %d", to);
      return generator;
    }

    @Override
    public String warmUp() {
      return "plain 8 8";
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
