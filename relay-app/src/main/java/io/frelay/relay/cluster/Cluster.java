package io.frelay.relay.cluster;

import io.frelay.pem.PemException;
import io.frelay.relay.accept.Listener;
import io.frelay.relay.accept.NettyTransport;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.rendezvous.Policy;
import io.frelay.relay.rendezvous.Rendezvous;
import io.frelay.relay.session.Joiner;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * This relay as one of several: its registry, its trunk, and the rendezvous made of both. Made
 * where {@code relay.cluster.registry} asks for it, and else not at all.
 */
public final class Cluster {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.cluster");
  private static final String PARTY_ADDRESS = "relay.cluster.party-address";
  private static final int ID_BYTES = 6;
  private static final long GOODBYE_MILLIS = 1000;

  /** Parts of the relay that a cluster uses. */
  public record Parts(
      RelayConfig config,
      ConnectionLimits limits,
      Vertx vertx,
      NettyTransport transport,
      RelayTls tls,
      Listener.Door door,
      Policy policy,
      Joiner joiner,
      MeterRegistry meters) {}

  private final Parts parts;
  private final HostAndPort listen;
  private final Redis redis;
  private final TrunkTls trunkTls;
  private final String id;
  private RedisRegistry registry;
  private ClusterRendezvous rendezvous;
  private TrunkPool pool;
  private Listener listener;
  private volatile TrunkAcceptor acceptor;
  private Future<Void> goodbye = Future.succeededFuture();

  /**
   * Prepares it; nothing connects yet.
   *
   * @throws PemException if the relay's certificate is not fit for a cluster
   * @throws IllegalArgumentException in one sentence, if a setting is missing or wrong
   */
  public Cluster(Parts parts, Redis redis) throws PemException {
    this.parts = parts;
    this.redis = redis;
    TrunkTls.requireFit(parts.tls().credentials().identity().leaf());
    this.listen =
        setting(
            "relay.cluster.listen",
            parts
                .config()
                .cluster()
                .listen()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "relay.cluster.listen is not set: the host:port at which this relay"
                                + " listens for the others of its cluster")));
    this.trunkTls = new TrunkTls(parts.tls());
    byte[] bytes = new byte[ID_BYTES];
    new SecureRandom().nextBytes(bytes);
    this.id = HexFormat.of().formatHex(bytes);
  }

  private static HostAndPort setting(String name, String value) {
    try {
      return HostAndPort.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Listens for other relays, and begins to tell the registry of this one. It does not wait for the
   * registry.
   *
   * @throws IOException in one sentence, if the address cannot be bound
   */
  public Rendezvous start() throws IOException {
    listener = bind();
    RedisRegistry.Self self =
        new RedisRegistry.Self(
            parts.config().cluster().name(),
            id,
            new RelayAddresses(advertised().toString(), parties()));
    Standing standing = new Standing(parts.meters());
    registry =
        new RedisRegistry(parts.vertx(), new RedisLink(redis), self, parts.limits(), standing);
    rendezvous = new ClusterRendezvous(registry, trunk());
    acceptor = new TrunkAcceptor(trunkTls, parts.tls(), parts.config(), parts.policy(), rendezvous);
    Gauge.builder("frelay.cluster.members", () -> registry.members().size())
        .description("Relays of the cluster that are alive, this one among them; 0 if unknown")
        .register(parts.meters());
    LOG.infof(
        "relay %s of cluster %s listens for other relays on %s, which reach it at %s",
        id, self.cluster(), new HostAndPort(listen.host(), port()), self.addresses().trunk());
    registry.start(new Heard());
    return rendezvous;
  }

  /** What the registry says. */
  private final class Heard implements Heartbeat.Listener {
    @Override
    public void takenOver(long waiter) {
      rendezvous.takenOver(waiter);
    }

    @Override
    public void beat(boolean forgotten) {
      rendezvous.beat(forgotten);
      pool.refill();
    }
  }

  private Trunk trunk() {
    Members members = registry.members();
    TrunkDialler dialler =
        new TrunkDialler(
            parts.transport(),
            ((VertxInternal) parts.vertx()).nettyAddressResolverGroup(),
            parts.door(),
            trunkTls);
    pool = new TrunkPool(dialler, members, id, parts.config().cluster().trunks(), parts.meters());
    return new TrunkRequester(
        pool, dialler, members, parts.joiner(), parts.config().timeouts().join(), parts.meters());
  }

  private Listener bind() throws IOException {
    try {
      return Listener.bind(
          new InetSocketAddress(listen.host(), listen.port()),
          parts.transport(),
          parts.door(),
          this::accepted);
    } catch (IOException e) {
      throw new IOException("relay.cluster.listen: " + e.getMessage(), e);
    }
  }

  private void accepted(Connection connection, RecordGate gate) {
    TrunkAcceptor ready = acceptor;
    if (ready == null) { // nobody knows this relay yet
      connection.close(CloseReason.TRUNK_UNUSED);
    } else {
      ready.admitted(connection, gate);
    }
  }

  private HostAndPort advertised() {
    HostAndPort said =
        parts
            .config()
            .cluster()
            .advertise()
            .map(text -> setting("relay.cluster.advertise", text))
            .orElse(listen);
    InetSocketAddress address = new InetSocketAddress(said.host(), said.port());
    if (!address.isUnresolved() && address.getAddress().isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "relay.cluster.listen is every address of this machine: set relay.cluster.advertise to the"
              + " host:port at which the other relays reach it");
    }
    return new HostAndPort(said.host(), said.port() == 0 ? port() : said.port());
  }

  private Optional<String> parties() {
    return parts
        .config()
        .cluster()
        .partyAddress()
        .map(text -> setting(PARTY_ADDRESS, text).forParties(PARTY_ADDRESS));
  }

  /** The port on which it listens for other relays. */
  public int port() {
    return listener.localAddress().getPort();
  }

  /** Relays of the cluster that are alive; 0 if unknown. */
  public int members() {
    return registry == null ? 0 : registry.members().size();
  }

  /** Fault of the registry; empty if there is none. */
  public Optional<String> complaint() {
    return registry == null ? Optional.of("not connected yet") : registry.complaint();
  }

  /** Party addresses of other relays that are alive, a few of them, each once. */
  public List<String> otherRelays() {
    return registry == null ? List.of() : registry.members().partyAddresses(id);
  }

  /** Leaves the cluster, so that nobody is sent here any more; sessions over the trunk go on. */
  public void leave() {
    listener.close();
    goodbye = registry.close();
  }

  /** Waits a moment until the registry has been told. */
  public void awaitLeft() throws InterruptedException {
    try {
      goodbye.toCompletionStage().toCompletableFuture().get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the registry was not told that this relay goes; its lease ends soon", e);
    }
  }
}
