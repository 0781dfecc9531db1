package io.frelay.client;

import io.frelay.protocol.AuthRequest;
import java.time.Duration;

/**
 * Connects to other parties of the same user through one relay.
 *
 * <p>Holds no connection and no thread; safe for use by several threads, each with a tag or a peer
 * of its own: the same party asking twice for the same peer and tag takes over from itself.
 */
public final class FrelayClient {
  private final RelayAddress relay;
  private final PartyCredentials credentials;
  private final ClientOptions options;

  public FrelayClient(RelayAddress relay, PartyCredentials credentials) {
    this(relay, credentials, ClientOptions.DEFAULTS);
  }

  public FrelayClient(RelayAddress relay, PartyCredentials credentials, ClientOptions options) {
    this.relay = relay;
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
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is not positive");
    }
    AuthRequest.version1(peer, tag).encode(); // refuses bad names and tags before the first attempt
    Deadline deadline = Deadline.in(timeout);
    RelayedAttempt attempt =
        new RelayedAttempt(
            relay, credentials, options, new RelayedAttempt.Target(peer, tag, timeout, deadline));
    return Attempts.run(attempt, options, deadline);
  }

  /** Names only, no keys. */
  @Override
  public String toString() {
    return "FrelayClient[relay=" + relay + ", " + credentials + "]";
  }
}
