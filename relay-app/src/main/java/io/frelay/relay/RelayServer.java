package io.frelay.relay;

import io.frelay.pem.PemException;
import io.frelay.relay.accept.NettyTransport;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.cluster.Cluster;
import io.frelay.relay.config.ConfigCheck;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.credentials.CredentialReload;
import io.frelay.relay.credentials.RelayCredentials;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.memory.HeapTrimmer;
import io.frelay.relay.observe.LoopWatch;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.session.RelaySession;
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
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/** The relay: its start and its end, and what it shows of itself while its {@link Stages} run. */
@Singleton
public final class RelayServer {
  private static final Logger LOG = Logger.getLogger(RelayServer.class);

  /** State of the relay, for health checks. */
  public enum Phase {
    STARTING,
    READY,
    DRAINING,
    STOPPED
  }

  private final RelayConfig config;
  private final Platform platform;
  private final NettyTransport transport;
  private final RelayMeters meters;
  private volatile Phase phase = Phase.STARTING;
  private volatile CredentialReload reload;
  private volatile Stages stages;

  RelayServer(
      RelayConfig config, Vertx vertx, MeterRegistry registry, InjectableInstance<Redis> redis) {
    this.config = config;
    this.platform = new Platform(vertx, registry, redis);
    this.transport = NettyTransport.of(vertx);
    this.meters = new RelayMeters(registry);
  }

  /**
   * Starts listening.
   *
   * @throws StartupException in one sentence, if a setting, a certificate or the port is not good
   */
  public void start() throws StartupException {
    try {
      ConfigCheck.require(config);
      HostResources host = new HostResources(config, transport);
      host.requireTransport();
      reload = loadCredentials();
      stages = new Stages(config, host, platform, reload.tls(), meters);
      new CertificateWatch(reload, stages.connections()).start();
      new HeapTrimmer(stages.connections()::count).start();
      HostResources.sayWhyNotNative();
      if (!reload.tls().isBoringSsl()) {
        HostResources.sayWhatJdkTlsNeeds();
      }
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

  private CredentialReload loadCredentials() throws SSLException, GeneralSecurityException {
    CredentialReload loaded = CredentialReload.start(config, meters);
    RelayTls tls = loaded.tls();
    meters.watchExpiry("relay_certificate", () -> Optional.of(tls.credentials().identityExpiry()));
    meters.watchExpiry("relay_ca", () -> Optional.of(tls.credentials().authorityExpiry()));
    meters.watchExpiry("revocation_list", () -> tls.credentials().listDue());
    meters.watchOverdueList(() -> tls.credentials().isListOverdue(Instant.now()));
    return loaded;
  }

  private void logReady() {
    RelayTls tls = reload.tls();
    LOG.infof(
        "relay listens on %s:%d (%s, %s); its certificate expires on %s",
        config.ip(),
        localAddress().getPort(),
        tls.provider(),
        transport.isEpoll() ? "epoll" : "NIO",
        tls.credentials().identityExpiry());
  }

  /**
   * Shuts down in good order, with the configured deadline for its sessions. Blocks until all is
   * closed.
   */
  public void drain() {
    if (phase != Phase.READY) {
      return;
    }
    phase = Phase.DRAINING;
    LOG.infof(
        "draining: %d sessions are open and may go on for %d s",
        meters.openSessions(), config.drainTimeout().toSeconds());
    try {
      stages.drain(config.drainTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    phase = Phase.STOPPED;
    LOG.info("relay stopped");
  }

  public Phase phase() {
    return phase;
  }

  /** The cluster that it is one of; empty if none, or before {@link #start}. */
  public Optional<Cluster> cluster() {
    return stages == null ? Optional.empty() : stages.cluster();
  }

  /** Shows the open sessions with their numbers, if the console is on; after {@link #start}. */
  public void forEachSession(BiConsumer<Long, RelaySession> look) {
    stages.sessions().forEach(look);
  }

  /** Shows the parties that wait; after {@link #start}. */
  public void forEachWaiting(Consumer<Arrival> look) {
    stages.forEachWaiting(look);
  }

  /** Watch over its event loops; one over none before {@link #start}. */
  public LoopWatch loops() {
    return stages == null ? new LoopWatch(List.of(), Duration.ZERO) : stages.loops();
  }

  /** Address that it listens on; null before {@link #start}. */
  public InetSocketAddress localAddress() {
    return stages == null ? null : stages.localAddress();
  }

  /** Key and certificate in force; null before {@link #start}. */
  public RelayCredentials credentials() {
    return reload == null ? null : reload.tls().credentials();
  }

  /** Returns whether it refuses everybody because the revocation list is overdue. */
  public boolean isClosedByOverdueList() {
    return reload != null && reload.tls().isClosed(Instant.now());
  }

  /** Fault of changed credential files, which therefore are not in force; empty if none. */
  public Optional<String> credentialsComplaint() {
    return reload == null ? Optional.empty() : reload.complaint();
  }
}
