package io.frelay.bench.forwarding;

import io.frelay.adm.AdmException;
import io.frelay.testkit.External;
import io.frelay.testkit.Jdk;
import io.frelay.testkit.Run;
import io.frelay.testkit.redis.RedisServer;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.RelayLauncher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that is measured side by side; every process runs as long as this is open. */
final class Candidates implements AutoCloseable {
  static final String DIRECT = "direct";
  private static final String THROUGH_TWO = "Frelay, through two relays";
  static final String FLOOR = "floor: C, splice only";
  static final String HAPROXY = "HAProxy";
  static final String HAPROXY_SPLICE = "HAProxy, forced splice";
  private static final String ONE_THREAD = ", 1 thread";

  private final List<Forwarder> all = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final Map<String, Integer> idlePipes = new HashMap<>();
  private RedisServer redis;

  /** Starts everything that is there. */
  static Candidates start(Run run) throws IOException, AdmException, InterruptedException {
    Candidates candidates = new Candidates();
    try {
      candidates.all.add(Proxied.direct(DIRECT));
      candidates.addRelays(run);
      candidates.addProxies(new OtherProxies(run));
      for (External external : run.externals()) {
        candidates.all.add(Relayed.of(external));
      }
      for (Forwarder each : candidates.all) {
        int pipes = each.processes().isPresent() ? each.processes().get().pipes() : 0;
        candidates.idlePipes.put(each.name(), pipes);
      }
      return candidates;
    } catch (IOException | AdmException | InterruptedException | RuntimeException e) {
      candidates.close();
      throw e;
    }
  }

  private void addRelays(Run run) throws IOException, AdmException, InterruptedException {
    Certificates certificates = Certificates.make(run.scratch().resolve("forwarding-certs"));
    RelayLauncher relay = RelayLauncher.on(run.jdks().get(0));
    RelayLauncher onNio = relay.with("QUARKUS_VERTX_PREFER_NATIVE_TRANSPORT", "false");
    all.add(Relayed.of("Frelay, NIO", onNio.start(run, certificates)));
    all.add(Relayed.of("Frelay", relay.start(run, certificates)));
    addCluster(run, relay, certificates);
    for (Jdk jdk : run.jdks().subList(1, run.jdks().size())) {
      all.add(Relayed.of("Frelay, " + jdk.name(), RelayLauncher.on(jdk).start(run, certificates)));
    }
  }

  private void addCluster(Run run, RelayLauncher relay, Certificates certificates)
      throws IOException, InterruptedException {
    if (RedisServer.program().isEmpty()) {
      missing.add("redis-server, for a cluster");
      return;
    }
    redis = RedisServer.start();
    RelayLauncher member = relay.inCluster(redis.url());
    all.add(
        Relayed.of(
            THROUGH_TWO,
            List.of(member.start(run, certificates), member.start(run, certificates))));
  }

  private void addProxies(OtherProxies proxies) throws IOException {
    add(proxies.floor(FLOOR), "a C compiler, for the floor");
    add(proxies.haproxy(HAPROXY, false, 0), HAPROXY);
    add(proxies.haproxy(HAPROXY_SPLICE, true, 0), HAPROXY_SPLICE);
    add(proxies.haproxy(HAPROXY + ONE_THREAD, false, 1), HAPROXY + ONE_THREAD);
    add(proxies.haproxy(HAPROXY_SPLICE + ONE_THREAD, true, 1), HAPROXY_SPLICE + ONE_THREAD);
    add(proxies.nginx("nginx stream"), "nginx");
    add(proxies.socat("socat"), "socat");
  }

  private void add(Optional<Forwarder> forwarder, String name) {
    forwarder.ifPresentOrElse(all::add, () -> missing.add(name));
  }

  /** Candidates for a load: the number of threads matters only with many streams. */
  List<Forwarder> of(int streams) {
    return all.stream().filter(each -> streams > 1 || !each.name().endsWith(ONE_THREAD)).toList();
  }

  /** Number of pipes that a forwarder had open before its first connection. */
  int idlePipes(Forwarder forwarder) {
    return idlePipes.get(forwarder.name());
  }

  /** Programs that are not installed. */
  List<String> missing() {
    return missing;
  }

  @Override
  public void close() throws IOException {
    for (Forwarder each : all) {
      each.close();
    }
    if (redis != null) {
      redis.close();
    }
  }
}
