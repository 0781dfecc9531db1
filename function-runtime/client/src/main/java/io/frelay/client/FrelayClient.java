package io.frelay.client;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.group.Group;
import io.frelay.client.group.GroupException;
import io.frelay.client.group.GroupOptions;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.dial.DialOptions;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.client.internal.tls.ApplicationProtocols;
import io.frelay.protocol.AuthRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Connects to other parties of the same user through a relay, or through whichever of several both
 * can reach.
 *
 * <p>A client owns its sessions and threads, unless it shares a {@link ClientRuntime}. An idle
 * client has no thread, and no connection but those that {@linkplain Builder#preparedConnections
 * stand ready} for a while after a session was set up; each session that survives its connections
 * has a daemon thread until it is closed. {@link #close} ends all sessions in good order; a client
 * that is just dropped leaves them standing.
 *
 * <p>Safe for use by several threads, each with a tag or a peer of its own: the same party asking
 * twice for the same peer and tag takes over from itself.
 */
public final class FrelayClient implements AutoCloseable {
  /** Largest number of {@linkplain Builder#preparedConnections prepared connections}. */
  public static final int MOST_PREPARED = 64;

  private final List<RelayAddress> relays;
  private final PartyCredentials credentials; // the first ones
  private final ClientSessions sessions;
  private final List<ConnectListener> listeners;

  private FrelayClient(Builder builder, PartyCredentials first) {
    relays = builder.relays;
    credentials = first;
    listeners = List.copyOf(builder.listeners);
    ClientRuntime runtime = builder.runtime == null ? new ClientRuntime() : builder.runtime;
    sessions =
        new ClientSessions(
            relays, builder.credentials, builder.dialOptions(), builder.resumption, runtime);
  }

  /**
   * Client of the party that variables describe: {@code RELAY}, those of {@link
   * PartyCredentials#fromEnvironment}, and those of {@link Proxies#fromEnvironment}.
   *
   * @throws CredentialsException that lists what is missing, or says what is wrong
   * @throws IllegalArgumentException if the relay or a proxy is no address
   */
  public static FrelayClient fromEnvironment(Map<String, String> environment)
      throws CredentialsException {
    String relay = environment.getOrDefault(PartyVariable.RELAY.name(), "");
    if (relay.isBlank()) {
      throw new CredentialsException("missing: RELAY", null);
    }
    return builder()
        .relays(RelayAddress.parseAll(relay))
        .credentials(PartyCredentials.fromEnvironment(environment))
        .proxies(Proxies.fromEnvironment(environment))
        .build();
  }

  /** Returns a builder whose defaults suit a function. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Meets a peer. Until the deadline it tries again, backing off, while the relay cannot be reached
   * or goes away, refuses for a passing reason, or the peer is lost before the session is up.
   *
   * <p>An interrupt closes the socket and ends the call promptly (the resolution of a host name is
   * the one step that cannot be interrupted or bounded).
   *
   * @param peer the party to meet, of the same user
   * @param tag tells sessions of the same two parties apart; may be empty
   * @param timeout how long the whole call may take; the relay is told to give up a little earlier
   * @return a connection that the caller closes
   * @throws IllegalArgumentException if {@code peer} cannot be a party's name, the tag is too long
   *     or the timeout is not positive
   * @throws ClientClosedException if the client is closed
   * @throws FrelayException whose class is the layer that failed
   * @throws InterruptedException if the thread is interrupted
   */
  public PeerConnection connect(String peer, String tag, Duration timeout)
      throws FrelayException, InterruptedException {
    return connect(peer, tag, "", timeout);
  }

  /**
   * The same for a session that both ends want for one purpose, such as a handler's name. A peer
   * that says another is told apart ({@link WrongSessionException}); one that says none is served.
   *
   * @param purpose not seen by the relay; may be empty
   */
  public PeerConnection connect(String peer, String tag, String purpose, Duration timeout)
      throws FrelayException, InterruptedException {
    Durations.requirePositive("timeout", timeout);
    AuthRequest.version1(peer, tag).encode(); // refuses bad names and tags before the first attempt
    SessionBinding session =
        new SessionBinding(credentials.user(), credentials.party(), peer, tag, purpose);
    List<ConnectListener.Result> told =
        listeners.stream().map(each -> each.connecting(peer, tag)).toList();
    try {
      PeerConnection connection = sessions.connect(session, timeout);
      tell(connection, told);
      return connection;
    } catch (FrelayException e) {
      told.forEach(each -> each.failed(e));
      throw e;
    }
  }

  /** A connection that its caller does not get must not keep the peer waiting. */
  private static void tell(PeerConnection connection, List<ConnectListener.Result> told) {
    try {
      told.forEach(each -> each.connected(connection.facts()));
    } catch (RuntimeException | Error e) {
      connection.abort();
      throw e;
    }
  }

  /**
   * Connects a group with the usual options; see {@link #join(String, List, Duration,
   * GroupOptions)}.
   */
  public Group join(String name, List<String> members, Duration timeout)
      throws GroupException, InterruptedException {
    return join(name, members, timeout, GroupOptions.DEFAULTS);
  }

  /**
   * Connects with all members of a group at the same time, each pair by a session of its own. All
   * members call it with the same name and the same list; the order gives the ranks. Members with
   * different lists never join, and find out at once if they name each other. A group's name is for
   * one group of the same parties at a time.
   *
   * @param name as the tag tells sessions apart; the relay sees a hash of it
   * @param members names of all parties, this one included; 1 to 255, at most 16 recommended
   * @param timeout how long the whole call may take
   * @return a group that the caller closes
   * @throws IllegalArgumentException if a name cannot be a party's, or is there twice, this party
   *     is not among them or the timeout is not positive
   * @throws GroupException that names all who are missing, and why; those who were there learn it
   *     too
   * @throws InterruptedException if the thread is interrupted
   */
  public Group join(String name, List<String> members, Duration timeout, GroupOptions options)
      throws GroupException, InterruptedException {
    return Group.join(this, name, members, timeout, options);
  }

  /** Returns the name of the party whose credentials the client has. */
  public String party() {
    return credentials.party();
  }

  /**
   * Ends all sessions of this client in good order, all at a time, closes its prepared connections,
   * and refuses further calls. Each takes as long as {@link PeerConnection#close}, a {@link
   * KeptConnection} too. Calls that are still connecting fail with {@link ClientClosedException};
   * their peers go on waiting at the relay for their own time. Called again it does nothing.
   */
  @Override
  public void close() {
    sessions.close();
  }

  /**
   * Does {@link PeerConnection#abort} to all sessions of this client that would survive their
   * connections, for a process that is about to exit: their peers would wait for it to come back.
   * Takes at most 0.5 s. The client can be used again.
   */
  public void abortAll() {
    sessions.abortAll();
  }

  /** Names only, no keys. */
  @Override
  public String toString() {
    return "FrelayClient[relays=" + relays + ", " + credentials + "]";
  }

  /**
   * Settings of a client. Only {@link #relay} (or {@link #relays}) and {@link #credentials} are
   * required. Not safe for use by several threads.
   */
  public static final class Builder {
    private List<RelayAddress> relays = List.of();
    private CredentialsSource credentials;
    private final List<ConnectListener> listeners = new ArrayList<>();
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration handshakeTimeout = DialOptions.HANDSHAKE_TIMEOUT;
    private Duration backOffBase = Duration.ofMillis(50);
    private Duration backOffCap = Duration.ofSeconds(2);
    private int highestVersion = AuthRequest.NEWEST_VERSION;
    private int prepared = 1;
    private List<String> applicationProtocols = List.of();
    private Optional<Resumption> resumption = Optional.of(Resumption.DEFAULTS);
    private boolean binding = true;
    private Proxies proxies = Proxies.NONE;
    private Optional<Supplier<Optional<TraceContext>>> trace = Optional.empty();
    private ClientRuntime runtime; // null for one of its own

    private Builder() {}

    /** Returns another builder with the same settings. */
    public Builder copy() {
      Builder copy = new Builder();
      copy.relays = relays;
      copy.credentials = credentials;
      copy.listeners.addAll(listeners);
      copy.connectTimeout = connectTimeout;
      copy.handshakeTimeout = handshakeTimeout;
      copy.backOffBase = backOffBase;
      copy.backOffCap = backOffCap;
      copy.highestVersion = highestVersion;
      copy.prepared = prepared;
      copy.applicationProtocols = applicationProtocols;
      copy.resumption = resumption;
      copy.binding = binding;
      copy.proxies = proxies;
      copy.trace = trace;
      copy.runtime = runtime;
      return copy;
    }

    /** Sets the only relay. */
    public Builder relay(RelayAddress relay) {
      return relays(List.of(relay));
    }

    /**
     * Sets the relays.
     *
     * @param addresses at least one; the same names for both parties, in any order. Each session
     *     has an order of its own in which both try them, so that the relays share the sessions
     */
    public Builder relays(List<RelayAddress> addresses) {
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("no relay");
      }
      relays = List.copyOf(addresses);
      return this;
    }

    /** Sets the party's certificates and keys. */
    public Builder credentials(PartyCredentials party) {
      return credentials(() -> party);
    }

    /**
     * Sets where the party's certificates and keys are from, for a client that is kept for long.
     */
    public Builder credentials(CredentialsSource source) {
      credentials = source;
      return this;
    }

    /** Has somebody told of each attempt to meet a peer, for metrics and traces; others stay. */
    public Builder listener(ConnectListener told) {
      listeners.add(told);
      return this;
    }

    /** Sets the longest one TCP connection attempt may take; 5 s by default. */
    public Builder connectTimeout(Duration timeout) {
      Durations.requirePositive("connectTimeout", timeout);
      connectTimeout = timeout;
      return this;
    }

    /** Sets the longest one TLS handshake may take, outer or end to end; 10 s by default. */
    public Builder handshakeTimeout(Duration timeout) {
      Durations.requirePositive("handshakeTimeout", timeout);
      handshakeTimeout = timeout;
      return this;
    }

    /**
     * Sets the waits between attempts; from 50 ms to 2 s by default.
     *
     * @param base the wait before the second attempt; it doubles with each further one
     * @param cap the longest wait between two attempts, not shorter than the base
     */
    public Builder backOff(Duration base, Duration cap) {
      Durations.requirePositive("backOffBase", base);
      if (cap.compareTo(base) < 0) {
        throw new IllegalArgumentException("backOffCap is shorter than backOffBase");
      }
      backOffBase = base;
      backOffCap = cap;
      return this;
    }

    /**
     * Sets how many connections to a relay stand ready for the next sessions, with any peer and
     * tag, where the relay allows it; 1 by default. Each is made in the background when a session
     * is set up, saves the next one half of its round trips, and is closed by the relay after a
     * while. A program that makes one session only is better off with 0.
     *
     * @throws IllegalArgumentException if it is not from 0 to 64
     */
    public Builder preparedConnections(int most) {
      if (most < 0 || most > MOST_PREPARED) {
        throw new IllegalArgumentException("preparedConnections is not from 0 to " + MOST_PREPARED);
      }
      prepared = most;
      return this;
    }

    /**
     * Sets the newest protocol version to speak with the relay; the newest known by default.
     *
     * @throws IllegalArgumentException on an unknown version
     */
    public Builder highestVersion(int version) {
      if (version < 1 || version > AuthRequest.NEWEST_VERSION) {
        throw new IllegalArgumentException(
            "highestVersion is not from 1 to " + AuthRequest.NEWEST_VERSION);
      }
      highestVersion = version;
      return this;
    }

    /**
     * Sets what to offer the peer by ALPN inside the end-to-end TLS, most wanted first; nothing by
     * default. {@link TlsFacts#applicationProtocol} says what came of it. A peer that offers none
     * of them is served all the same.
     */
    public Builder applicationProtocols(List<String> protocols) {
      applicationProtocols = List.copyOf(protocols);
      return this;
    }

    /** Sets how sessions survive the loss of their connection, if the peer's can too. */
    public Builder resumption(Resumption wanted) {
      resumption = Optional.of(wanted);
      return this;
    }

    /**
     * Has sessions live as long as their connection: their stream has nothing of ours inside it.
     */
    public Builder withoutResumption() {
      resumption = Optional.empty();
      return this;
    }

    /**
     * Has the peer not asked to confirm the session, so that a relay could join two sessions of the
     * same parties wrongly. For foreign peers alone that refuse whoever offers ALPN names that they
     * do not know.
     */
    public Builder withoutBinding() {
      binding = false;
      return this;
    }

    /** Sets what to reach relays through; nothing by default. */
    public Builder proxies(Proxies through) {
      proxies = through;
      return this;
    }

    /**
     * Has the peer told which trace this is part of, if it becomes the TLS server and can listen
     * ({@link PeerConnection#trace}). The relay sees that somebody traces, but not what. Sessions
     * that are not bound tell nothing.
     *
     * @param context asked on each connection where this party is the TLS client
     */
    public Builder trace(Supplier<Optional<TraceContext>> context) {
      trace = Optional.of(context);
      return this;
    }

    /** Shares sessions and threads with other clients of the process. */
    public Builder runtime(ClientRuntime shared) {
      runtime = shared;
      return this;
    }

    /** Settings that the connections follow. */
    DialOptions dialOptions() {
      ApplicationProtocols protocols =
          ApplicationProtocols.of(
              applicationProtocols, resumption.isPresent(), binding, trace.isPresent());
      return new DialOptions(
          connectTimeout,
          handshakeTimeout,
          backOffBase,
          backOffCap,
          highestVersion,
          prepared,
          protocols,
          proxies.rules(),
          trace);
    }

    /**
     * Builds a client. The builder can be used again.
     *
     * @throws IllegalStateException if there is no relay or there are no credentials
     */
    public FrelayClient build() {
      if (relays.isEmpty() || credentials == null) {
        throw new IllegalStateException("a client needs a relay and credentials");
      }
      try {
        return new FrelayClient(this, credentials.current());
      } catch (CredentialsException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
  }
}
