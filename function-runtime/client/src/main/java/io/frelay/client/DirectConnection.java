package io.frelay.client;

import io.frelay.client.internal.Durations;
import io.frelay.client.internal.dial.Cancellation;
import io.frelay.client.internal.dial.DialOptions;
import io.frelay.client.internal.dial.Dialer;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.RetryLoop;
import io.frelay.client.internal.dial.SetupTimer;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.tls.EndToEnd;
import io.frelay.client.internal.tls.TlsStream;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Parties that can be dialled, without a relay: the end-to-end TLS and its checks are the same. It
 * is the baseline to measure a relay against.
 */
public final class DirectConnection {
  private DirectConnection() {}

  /**
   * Connects to a peer's {@link DirectListener}, and tries again until the deadline while there is
   * none.
   *
   * @throws IllegalArgumentException if the timeout is not positive
   * @throws FrelayException whose class is the layer that failed
   */
  public static PeerConnection connect(
      RelayAddress target, PartyCredentials credentials, String peer, Duration timeout)
      throws FrelayException, InterruptedException {
    Durations.requirePositive("timeout", timeout);
    DialOptions options = FrelayClient.builder().dialOptions();
    Deadline deadline = Deadline.in(timeout);
    long started = System.nanoTime();
    RetryLoop.Attempt attempt =
        number -> {
          Attempt self = new Attempt(Role.CLIENT, new SetupTimer(started), number);
          TcpConnection tcp = reach(target, peer, deadline.orIn(options.connectTimeout()));
          return secure(tcp, credentials, peer, deadline.orIn(options.handshakeTimeout()), self);
        };
    return PeerConnection.raw(
        RetryLoop.run(attempt, options, deadline, new Cancellation()), credentials.watch());
  }

  private static TcpConnection reach(RelayAddress target, String peer, Deadline deadline)
      throws RelayUnreachableException {
    try {
      return Dialer.direct().dial(target, deadline);
    } catch (IOException e) {
      throw new RelayUnreachableException(
          "party %s cannot be reached at %s (%s); check the address, and that it is listening"
              .formatted(peer, target, e.getMessage()),
          e);
    }
  }

  /**
   * Side and history of an attempt.
   *
   * @param number of the attempt, from 1
   */
  record Attempt(Role role, SetupTimer timer, int number) {}

  static EstablishedConnection secure(
      TcpConnection tcp,
      PartyCredentials credentials,
      String peer,
      Deadline deadline,
      Attempt attempt)
      throws FrelayException {
    attempt.timer().reached();
    EndToEnd endToEnd = EndToEnd.direct(credentials.identity(), peer);
    TlsStream tls;
    try {
      tls = endToEnd.handshake(tcp, attempt.role(), deadline);
    } catch (FrelayException e) {
      tcp.close();
      throw e;
    }
    SessionFacts facts =
        new SessionFacts(
            Optional.empty(),
            attempt.role(),
            endToEnd.facts(tls),
            EndToEnd.isBound(tls),
            attempt.timer().secured(),
            attempt.number());
    return EstablishedConnection.of(tcp, tls, endToEnd, facts);
  }
}
