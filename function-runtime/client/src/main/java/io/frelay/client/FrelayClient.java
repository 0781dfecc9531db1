package io.frelay.client;

import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.RelayConnector;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.client.internal.transport.ResumableTransport;
import io.frelay.client.internal.transport.SessionRegistry;
import io.frelay.protocol.AuthRequest;
import java.time.Duration;
import java.util.List;

/**
 * Connects to other parties of the same user through a relay, or through whichever of several can
 * be reached by both.
 *
 * <p>Holds no connection and no thread; a session that survives its connections has one of its own
 * until it is closed. Safe for use by several threads, each with a tag or a peer of its own: the
 * same party asking twice for the same peer and tag takes over from itself.
 */
public final class FrelayClient {
  private final List<RelayAddress> relays;
  private final PartyCredentials credentials;
  private final ClientOptions options;

  public FrelayClient(RelayAddress relay, PartyCredentials credentials) {
    this(relay, credentials, ClientOptions.DEFAULTS);
  }

  public FrelayClient(List<RelayAddress> relays, PartyCredentials credentials) {
    this(relays, credentials, ClientOptions.DEFAULTS);
  }

  public FrelayClient(RelayAddress relay, PartyCredentials credentials, ClientOptions options) {
    this(List.of(relay), credentials, options);
  }

  /**
   * @param relays in the order in which to try them, the same for both parties; at least one
   */
  public FrelayClient(
      List<RelayAddress> relays, PartyCredentials credentials, ClientOptions options) {
    if (relays.isEmpty()) {
      throw new IllegalArgumentException("no relay");
    }
    this.relays = List.copyOf(relays);
    this.credentials = credentials;
    this.options = options;
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
   * @throws FrelayException whose class is the layer that failed
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
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is not positive");
    }
    AuthRequest.version1(peer, tag).encode(); // refuses bad names and tags before the first attempt
    SessionBinding session =
        new SessionBinding(credentials.user(), credentials.party(), peer, tag, purpose);
    RelayConnector connector =
        new RelayConnector(relays, credentials.identity(), options.dialOptions(), session);
    EstablishedConnection met = connector.first(timeout);
    return met.isResumable()
        ? new PeerConnection(
            ResumableTransport.begin(
                met, options.resumption().orElseThrow(), connector, credentials.revoked()),
            met)
        : PeerConnection.raw(met, credentials.revoked());
  }

  /**
   * {@link PeerConnection#abort} of all sessions of this process that would survive their
   * connections, for a process that is about to exit: their peers would wait for it to come back.
   * Takes half a second at most. What other clients make meanwhile is not touched.
   */
  public static void abortAll() {
    SessionRegistry.abortAll(Duration.ofMillis(500));
  }

  /** Names only, no keys. */
  @Override
  public String toString() {
    return "FrelayClient[relays=" + relays + ", " + credentials + "]";
  }
}
