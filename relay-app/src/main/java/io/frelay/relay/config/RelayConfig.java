package io.frelay.relay.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every setting of the relay. Each is a system property ({@code -Drelay.port=6000}), an environment
 * variable ({@code RELAY_PORT=6000}) or a line of {@code config/application.properties}, in this
 * order. Durations read {@code 500ms}, {@code 10s}, {@code 15m}; zero switches a limit off only
 * where it says so.
 */
@ConfigMapping(prefix = "relay")
public interface RelayConfig {
  /** The address to listen on. */
  @WithDefault("0.0.0.0")
  String ip();

  /** The port to listen on; 0 lets the system choose one, which the log names. */
  @WithDefault("6000")
  int port();

  /**
   * The folder that {@code fr-adm} fills: {@code frelay-ca.pem}, {@code frelay/cert.pem} and {@code
   * frelay/key.pem} in it are used where the next three settings are absent.
   */
  @WithDefault("certs")
  Path certs();

  /**
   * The CA that signs the parties' relay certificates: a PEM file, or the PEM itself. It may be
   * several, while one takes over from another. As with the next three settings, a file is taken
   * anew when it changes.
   */
  Optional<String> ca();

  /** The relay's certificate, with intermediates if any: a PEM file, or the PEM itself. */
  Optional<String> cert();

  /** The relay's private key: a PEM file, or the PEM itself. */
  Optional<String> key();

  /**
   * The certificates of parties that the relay CA has revoked: a file with its list or lists, PEM
   * or one in DER, or the PEM itself. Without it {@code frelay-crl.pem} of {@link #certs}, if there
   * is one.
   */
  Optional<String> revocationList();

  /**
   * Treatment of an overdue revocation list, one whose date for the next list has passed: {@code
   * accept} lets parties in by the list there is, with a warning every hour; {@code refuse} lets in
   * nobody until there is a newer list, and needs a list. Sessions go on.
   */
  @WithDefault("accept")
  OverdueList revocationListOverdue();

  /**
   * The file in which the relay remembers which lists were in force, so that older ones are refused
   * also after a restart. Without it, that of {@link #revocationList} with {@code .seen} behind its
   * name; none if the list is no file.
   */
  Optional<Path> revocationListSeen();

  /** Which TLS does the handshakes with the parties. */
  @WithDefault("auto")
  TlsProvider tlsProvider();

  /** Which sockets the relay has. */
  @WithDefault("auto")
  Transport transport();

  /**
   * The groups that the outer TLS may agree on keys by, in order of preference: of X25519MLKEM768,
   * X25519, P-256, P-384 and P-521. Without it the first three, as far as the TLS in use has them:
   * the others cost the relay many times as much.
   */
  Optional<List<String>> tlsGroups();

  /**
   * Pairs that may meet, as {@code user/party/party} with {@code *} for any, separated by commas:
   * for example {@code alice/0/1,alice/0/2,bob/0/*}. Without it every two parties of the same user
   * may meet. Parties of different users never do.
   */
  Optional<List<String>> policy();

  /**
   * The user of parties whose certificates name none (no O), as those of the original {@code
   * fr-adm} do: with the user's name here they meet those with certificates of that user. Without
   * it they are a user of their own.
   */
  Optional<String> userWithoutO();

  /** Time that sessions may go on after SIGTERM before they are closed. */
  @WithDefault("30s")
  Duration drainTimeout();

  /**
   * Shortest time between the close_notify and the first bytes towards a version 1 TLS server, so
   * that a party that reads ahead does not swallow them. They also wait until its kernel has
   * acknowledged the close_notify, and longer, up to 2 s, for a party that was slow in its
   * handshake.
   */
  @WithDefault("100ms")
  Duration readAheadHold();

  /** Time limit of a connection in each stage. */
  Timeouts timeouts();

  /**
   * Console at {@code /q/frelay} of the management port: {@code off}, {@code anonymous}, or {@code
   * names} to show users, parties and tags to whoever reaches that port.
   */
  @WithDefault("off")
  ConsoleData console();

  /** Load balancers in front of the relay that tell it whose connections they make. */
  ProxyProtocol proxyProtocol();

  /** Limits of the number of connections. */
  Limits limits();

  /** Several relays behind one name. */
  Cluster cluster();

  /** Several relays behind one name, whose parties meet whichever relay they connect to. */
  interface Cluster {
    /**
     * The registry of waiting parties that the relays share: {@code redis}, for Redis 6 or Valkey,
     * which {@code quarkus.redis.hosts} and the other settings of Quarkus name. Without it there is
     * no cluster.
     */
    Optional<ClusterRegistry> registry();

    /** The cluster's name, the same for all its relays; several may share a Redis. */
    @WithDefault("frelay")
    String name();

    /** The {@code host:port} on which to listen for the other relays. */
    Optional<String> listen();

    /**
     * The {@code host:port} at which the other relays reach this one; by default that of listen.
     */
    Optional<String> advertise();

    /**
     * The {@code host:port} at which parties reach this relay, exactly as their {@code RELAY} has
     * it; relays behind one name give the same. When another relay of the cluster stops, it tells
     * its waiting parties to come here.
     */
    Optional<String> partyAddress();

    /** Connections to every other relay that stand ready, each for one session. */
    @WithDefault("4")
    int trunks();
  }

  /** Load balancers in front of the relay that tell it whose connections they make. */
  interface ProxyProtocol {
    /**
     * Their addresses, and blocks of them such as {@code 10.0.0.0/8}, separated by commas. A
     * connection from one of these must begin with a header of the PROXY protocol, version 1 or 2;
     * limits and logs go by the address that it names. From all others none is taken.
     */
    Optional<List<String>> from();
  }

  /** Time limit of a connection in each stage. */
  interface Timeouts {
    /** To the ClientHello; as long for its turn; and again for the rest of the TLS handshake. */
    @WithDefault("10s")
    Duration handshake();

    /** From there to the last byte of the request; of a prepared connection from the first byte. */
    @WithDefault("10s")
    Duration request();

    /**
     * Time that a connection may stand authenticated before the first byte of its request. Clients
     * that have met a peer prepare one in this way for their next session. From a second after its
     * handshake it counts for its party, and is the first to go when places or memory are scarce;
     * where there is no place for it, and with 0, the request must come within {@link #request} of
     * the handshake.
     */
    @WithDefault("5m")
    Duration prepared();

    /** Time that a party may wait for its peer; a version 2 request may ask for less. */
    @WithDefault("15m")
    Duration waiting();

    /** From the match until both connections are raw. */
    @WithDefault("10s")
    Duration join();

    /** Time that a session may carry no byte; 0 means no limit. */
    @WithDefault("0s")
    Duration idle();

    /** Time for the last bytes towards a party after its session has ended. */
    @WithDefault("30s")
    Duration linger();
  }

  /**
   * Limits of the number of connections; a session has two. An address is an IPv4 address or the
   * /64 of an IPv6 address. When all places are taken, a newcomer gets that of whoever has the
   * most.
   */
  interface Limits {
    /**
     * Memory in bytes that connections may hold: a quarter those that have not made their request,
     * half the parties that wait or are in a session, and a quarter what sessions' slow readers
     * have not taken. At least 8M; without it three eighths of what the heap may have.
     */
    Optional<MemorySize> memory();

    /** In all. Lowered at start to what the process's file descriptors allow. */
    @WithDefault("16000")
    int connections();

    /** From one address; by default five eighths of all. Functions of one cloud often share one. */
    OptionalInt connectionsPerAddress();

    /**
     * Connections of one user's parties, from their requests on; by default three quarters of all.
     */
    OptionalInt connectionsPerUser();

    /** Connections of one party, from its request on; by default an eighth of all. */
    OptionalInt connectionsPerParty();

    /** That have not made their request yet, in all; by default a quarter of all. */
    OptionalInt unauthenticated();

    /** That have not made their request yet, from one address; by default an eighth of all. */
    OptionalInt unauthenticatedPerAddress();
  }
}
