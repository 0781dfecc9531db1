package io.frelay.relay;

import io.frelay.pem.PemException;
import io.frelay.relay.accept.Admission;
import io.frelay.relay.accept.Listener;
import io.frelay.relay.accept.NettyTransport;
import io.frelay.relay.accept.TrustedProxies;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Authenticator;
import io.frelay.relay.cluster.Cluster;
import io.frelay.relay.config.ConfigCheck;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.config.ConsoleData;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.config.TlsChoice;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connections;
import io.frelay.relay.credentials.CredentialReload;
import io.frelay.relay.credentials.RelayCredentialTexts;
import io.frelay.relay.credentials.RelayCredentials;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.limits.FileDescriptors;
import io.frelay.relay.memory.ByteBudget;
import io.frelay.relay.memory.HeapTrimmer;
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
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/** The relay: its stages put together in the order of the data, its start and its end. */
@Singleton
public final class RelayServer {
  private static final Logger LOG = Logger.getLogger(RelayServer.class);

  /** Time that closing may take after the drain deadline. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Time in which an event loop must answer: far longer than any honest work there. */
  private static final Duration LOOP_TIMEOUT = Duration.ofSeconds(5);

  /** State of the relay, for health checks. */
  public enum Phase {
    STARTING,
    READY,
    DRAINING,
    STOPPED
  }

  private final RelayConfig config;
  private final NettyTransport transport;
  private final HostResources host;
  private final RelayMeters meters;
  private final LogLimits logLimits = new LogLimits();
  private final Connections connections = new Connections();
  private volatile Phase phase = Phase.STARTING;
  private volatile RelayTls tls;
  private volatile CredentialReload reload;
  private volatile Listener listener;
  private volatile LoopWatch loopWatch = new LoopWatch(List.of(), LOOP_TIMEOUT);
  private final Vertx vertx;
  private final MeterRegistry registry;
  private final InjectableInstance<Redis> redis;
  private volatile Optional<Cluster> cluster = Optional.empty();
  private final OpenSessions sessions;
  private WaitingRoom waitingRoom;
  private Admission admission;

  RelayServer(
      RelayConfig config, Vertx vertx, MeterRegistry registry, InjectableInstance<Redis> redis) {
    this.config = config;
    this.vertx = vertx;
    this.registry = registry;
    this.redis = redis;
    this.transport = NettyTransport.of(vertx);
    this.host = new HostResources(config, transport);
    this.meters = new RelayMeters(registry);
    this.sessions = new OpenSessions(config.console() != ConsoleData.OFF);
  }

  /**
   * Starts listening.
   *
   * @throws StartupException in one sentence, if a setting, a certificate or the port is not good
   */
  public void start() throws StartupException {
    try {
      ConfigCheck.require(config);
      host.requireTransport();
      loadCredentials();
      listen();
      new CertificateWatch(reload, tls, connections).start();
      new HeapTrimmer(connections::count).start();
      HostResources.sayWhyNotNative();
      phase = Phase.READY;
      logReady();
    } catch (PemException | IllegalArgumentException e) {
      throw new StartupException(e.getMessage(), e);
    } catch (SSLException | GeneralSecurityException e) {
      throw new StartupException(
          "the relay's certificate or key is not usable for TLS: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StartupException(e.getMessage(), e);
    }
  }

  private void listen() throws PemException, IOException {
    Policy policy = Policy.parse(config.policy().orElse(List.of()));
    FileDescriptors descriptors = host.descriptors();
    Carrier carrier = carrier(descriptors);
    ConnectionLimits limits = ConnectionLimits.of(config.limits(), descriptors.connections());
    ByteBudget memory = host.memory();
    meters.watchMemory(memory);
    Joiner joiner = new Joiner(config, meters, logLimits, carrier, sessions);
    Rendezvous rendezvous = new EmbeddedRendezvous();
    if (config.cluster().registry().isPresent()) {
      rendezvous = joinCluster(limits, memory, policy, joiner);
    }
    waitingRoom = new WaitingRoom(rendezvous, policy, limits, logLimits, joiner);
    Authenticator authenticator = new Authenticator(tls, config, meters, waitingRoom);
    meters.watchWaiters(waitingRoom::size);
    meters.watchPrepared(waitingRoom::prepared);
    FirstUse.await();
    listener =
        Listener.bind(
            new InetSocketAddress(config.ip(), config.port()),
            transport,
            door(limits, memory, config.proxyProtocol().from().orElse(List.of())),
            authenticator);
  }

  private Carrier carrier(FileDescriptors descriptors) throws IOException {
    Optional<SpliceLoops> loops = SpliceLoops.start(transport.isEpoll(), descriptors.pipes());
    watch(loops);
    return loops.isPresent() ? loops.get() : new PortableCarrier();
  }

  private Rendezvous joinCluster(
      ConnectionLimits limits, ByteBudget memory, Policy policy, Joiner joiner)
      throws PemException, IOException {
    Redis client =
        redis.listActive().stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "relay.cluster.registry is redis: set quarkus.redis.hosts, such as"
                            + " redis://10.0.0.5:6379"));
    Cluster joined =
        new Cluster(
            new Cluster.Parts(
                config,
                limits,
                vertx,
                transport,
                tls,
                door(limits, memory, List.of()),
                policy,
                joiner,
                registry),
            client);
    cluster = Optional.of(joined);
    return joined.start();
  }

  private Listener.Door door(ConnectionLimits limits, ByteBudget memory, List<String> proxies) {
    if (admission == null) {
      admission = new Admission(limits);
    }
    return new Listener.Door(
        admission,
        connections,
        memory,
        meters,
        new ConnectionLog(logLimits),
        TrustedProxies.parse(proxies),
        config.timeouts().handshake());
  }

  private void logReady() {
    LOG.infof(
        "relay listens on %s:%d (%s, %s); its certificate expires on %s",
        config.ip(),
        listener.localAddress().getPort(),
        tls.provider(),
        transport.isEpoll() ? "epoll" : "NIO",
        tls.credentials().identityExpiry());
  }

  /**
   * Shuts down in good order: refuses new connections and sessions, tells waiting parties, and lets
   * sessions go on until the configured deadline. Blocks until all is closed.
   */
  public void drain() {
    if (phase != Phase.READY) {
      return;
    }
    phase = Phase.DRAINING;
    LOG.infof(
        "draining: %d sessions are open and may go on for %d s",
        meters.openSessions(), config.drainTimeout().toSeconds());
    waitingRoom.drain(cluster.map(Cluster::otherRelays).orElse(List.of()));
    listener.close();
    cluster.ifPresent(Cluster::leave);
    connections.closeUnmatched(CloseReason.DRAINING);
    try {
      if (cluster.isPresent()) {
        cluster.get().awaitLeft();
      }
      if (!connections.awaitNone(config.drainTimeout())) {
        connections.closeAll(CloseReason.DRAIN_DEADLINE);
        connections.awaitNone(LAST_WORDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    phase = Phase.STOPPED;
    LOG.info("relay stopped");
  }

  private void loadCredentials() throws SSLException, GeneralSecurityException {
    reload =
        CredentialReload.start(
            RelayCredentialTexts.of(config),
            credentials ->
                new RelayTls(credentials, TlsChoice.of(config), config.revocationListOverdue()),
            meters);
    tls = reload.tls();
    meters.watchExpiry("relay_certificate", () -> Optional.of(tls.credentials().identityExpiry()));
    meters.watchExpiry("relay_ca", () -> Optional.of(tls.credentials().authorityExpiry()));
    meters.watchExpiry("revocation_list", () -> tls.credentials().listDue());
    meters.watchOverdueList(() -> tls.credentials().isListOverdue(Instant.now()));
  }

  private void watch(Optional<SpliceLoops> spliceLoops) {
    List<Executor> loops = new ArrayList<>();
    transport.acceptors().forEach(loops::add);
    transport.workers().forEach(loops::add);
    spliceLoops.ifPresent(more -> loops.addAll(more.all()));
    LoopWatch watch = new LoopWatch(loops, LOOP_TIMEOUT);
    Optional<ServiceWatchdog> watchdog = ServiceWatchdog.of(System.getenv());
    watch.start(
        () -> {
          if (watch.silent() == 0) {
            watchdog.ifPresent(ServiceWatchdog::alive);
          }
        });
    loopWatch = watch;
  }

  public Phase phase() {
    return phase;
  }

  /** The cluster that it is one of; empty if none, or before {@link #start}. */
  public Optional<Cluster> cluster() {
    return cluster;
  }

  /** Sessions that are open, if the console is on. */
  public OpenSessions sessions() {
    return sessions;
  }

  /** Shows the parties that wait; none before {@link #start}. */
  public void forEachWaiting(Consumer<Arrival> look) {
    if (waitingRoom != null) {
      waitingRoom.forEach(look);
    }
  }

  /** Watch over its event loops; one over none before {@link #start}. */
  public LoopWatch loops() {
    return loopWatch;
  }

  /** Address that it listens on; null before {@link #start}. */
  public InetSocketAddress localAddress() {
    return listener == null ? null : listener.localAddress();
  }

  /** Key and certificate in force; null before {@link #start}. */
  public RelayCredentials credentials() {
    return tls == null ? null : tls.credentials();
  }

  /** Returns whether it refuses everybody because the revocation list is overdue. */
  public boolean isClosedByOverdueList() {
    return tls != null && tls.isClosed(Instant.now());
  }

  /** Fault of changed credential files, which therefore are not in force; empty if none. */
  public Optional<String> credentialsComplaint() {
    return reload == null ? Optional.empty() : reload.complaint();
  }
}
