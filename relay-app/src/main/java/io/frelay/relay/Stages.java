package io.frelay.relay;

import io.frelay.pem.PemException;
import io.frelay.relay.accept.Admission;
import io.frelay.relay.accept.Listener;
import io.frelay.relay.accept.NettyTransport;
import io.frelay.relay.accept.TrustedProxies;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Authenticator;
import io.frelay.relay.cluster.Cluster;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.config.ConsoleData;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connections;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.limits.FileDescriptors;
import io.frelay.relay.memory.ByteBudget;
import io.frelay.relay.observe.ConnectionLog;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.LoopWatch;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.observe.ServiceWatchdog;
import io.frelay.relay.rendezvous.EmbeddedRendezvous;
import io.frelay.relay.rendezvous.Policy;
import io.frelay.relay.rendezvous.Rendezvous;
import io.frelay.relay.rendezvous.WaitingRoom;
import io.frelay.relay.session.Carrier;
import io.frelay.relay.session.Joiner;
import io.frelay.relay.session.OpenSessions;
import io.frelay.relay.session.PortableCarrier;
import io.frelay.relay.splice.SpliceLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The relay's stages, put together from the last to the first, and their end in good order. */
final class Stages {
  /** Time that closing may take after the drain deadline. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Time in which an event loop must answer: far longer than any honest work there. */
  private static final Duration LOOP_TIMEOUT = Duration.ofSeconds(5);

  private final Connections connections = new Connections();
  private final OpenSessions sessions;
  private final LoopWatch loops;
  private final Optional<Cluster> cluster;
  private final WaitingRoom waitingRoom;
  private final Listener listener;

  /**
   * Puts them together; parties may come before it returns.
   *
   * @throws IllegalArgumentException in one sentence, if a setting is not good
   * @throws PemException in one sentence, if the relay's certificate is not fit for a cluster
   * @throws IOException in one sentence, if an address cannot be bound
   */
  Stages(
      RelayConfig config, HostResources host, Platform platform, RelayTls tls, RelayMeters meters)
      throws PemException, IOException {
    NettyTransport transport = host.transport();
    FileDescriptors descriptors = host.descriptors();
    Optional<SpliceLoops> splice = SpliceLoops.start(transport.isEpoll(), descriptors.pipes());
    loops = watch(transport, splice);
    ConnectionLimits limits = ConnectionLimits.of(config.limits(), descriptors.connections());
    LogLimits logLimits = new LogLimits();
    Listener.Door door = door(config, limits, host.memory(), meters, logLimits);
    sessions = new OpenSessions(config.console() != ConsoleData.OFF);
    Carrier carrier = splice.isPresent() ? splice.get() : new PortableCarrier();
    Joiner joiner = new Joiner(config, meters, logLimits, carrier, sessions);
    Policy policy = Policy.parse(config.policy().orElse(List.of()));
    cluster =
        cluster(
            new Cluster.Parts(
                config,
                limits,
                platform.vertx(),
                transport,
                tls,
                door.withoutProxies(),
                policy,
                joiner,
                platform.registry()),
            platform);
    Rendezvous rendezvous = cluster.isPresent() ? cluster.get().start() : new EmbeddedRendezvous();
    waitingRoom = new WaitingRoom(rendezvous, policy, limits, logLimits, joiner);
    meters.watchWaiters(waitingRoom::size);
    meters.watchPrepared(waitingRoom::prepared);
    Authenticator authenticator = new Authenticator(tls, config, meters, waitingRoom);
    FirstUse.await();
    listener =
        Listener.bind(
            new InetSocketAddress(config.ip(), config.port()), transport, door, authenticator);
  }

  private Listener.Door door(
      RelayConfig config,
      ConnectionLimits limits,
      ByteBudget memory,
      RelayMeters meters,
      LogLimits logLimits) {
    meters.watchMemory(memory);
    return new Listener.Door(
        new Admission(limits),
        connections,
        memory,
        meters,
        new ConnectionLog(logLimits),
        TrustedProxies.parse(config.proxyProtocol().from().orElse(List.of())),
        config.timeouts().handshake());
  }

  /** The cluster that the settings ask for; empty if none. */
  private static Optional<Cluster> cluster(Cluster.Parts parts, Platform platform)
      throws PemException {
    return parts.config().cluster().registry().isPresent()
        ? Optional.of(new Cluster(parts, platform.redis()))
        : Optional.empty();
  }

  private static LoopWatch watch(NettyTransport transport, Optional<SpliceLoops> splice) {
    List<Executor> loops = new ArrayList<>();
    transport.acceptors().forEach(loops::add);
    transport.workers().forEach(loops::add);
    splice.ifPresent(more -> loops.addAll(more.all()));
    LoopWatch watch = new LoopWatch(loops, LOOP_TIMEOUT);
    Optional<ServiceWatchdog> watchdog = ServiceWatchdog.of(System.getenv());
    watch.start(
        () -> {
          if (watch.silent() == 0) {
            watchdog.ifPresent(ServiceWatchdog::alive);
          }
        });
    return watch;
  }

  /**
   * Ends them in good order: refuses new connections and sessions, tells waiting parties, and lets
   * sessions go on for so long. Blocks until all is closed.
   */
  void drain(Duration limit) throws InterruptedException {
    waitingRoom.drain(cluster.map(Cluster::otherRelays).orElse(List.of()));
    listener.close();
    cluster.ifPresent(Cluster::leave);
    connections.closeUnmatched(CloseReason.DRAINING);
    if (cluster.isPresent()) {
      cluster.get().awaitLeft();
    }
    if (!connections.awaitNone(limit)) {
      connections.closeAll(CloseReason.DRAIN_DEADLINE);
      connections.awaitNone(LAST_WORDS);
    }
  }

  Connections connections() {
    return connections;
  }

  /** Sessions that are open, if the console is on. */
  OpenSessions sessions() {
    return sessions;
  }

  LoopWatch loops() {
    return loops;
  }

  Optional<Cluster> cluster() {
    return cluster;
  }

  /** Shows the parties that wait. */
  void forEachWaiting(Consumer<Arrival> look) {
    waitingRoom.forEach(look);
  }

  /** Address that it listens on. */
  InetSocketAddress localAddress() {
    return listener.localAddress();
  }
}
