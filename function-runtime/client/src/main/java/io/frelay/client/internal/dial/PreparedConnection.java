package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.tls.OuterTls;
import io.frelay.credentials.PartyIdentity;
import io.frelay.protocol.AuthRequest;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** A connection that a relay knows its party on, and that has not made its request. */
final class PreparedConnection implements Closeable {
  /** The relay's answer to a request may take so many times as long as all of the handshake. */
  private static final int HANDSHAKES = 3;

  private static final Duration MIN_ANSWER_TIME = Duration.ofMillis(250);
  private static final Duration MAX_ANSWER_TIME = Duration.ofSeconds(2);

  private final TcpConnection tcp;
  private final OuterTls outer;
  private final ClockReading since;
  private final Duration answerTime;

  private PreparedConnection(
      TcpConnection tcp, OuterTls outer, ClockReading since, Duration answerTime) {
    this.tcp = tcp;
    this.outer = outer;
    this.since = since;
    this.answerTime = answerTime;
  }

  /**
   * Connects, and makes the whole handshake.
   *
   * @param cancellation ends it
   */
  static PreparedConnection make(
      RelayAddress relay, PartyIdentity party, DialOptions options, Cancellation cancellation)
      throws IOException {
    long begun = System.nanoTime();
    TcpConnection tcp =
        new Dialer(options.proxies()).dial(relay, Deadline.in(options.connectTimeout()));
    cancellation.follow(tcp);
    boolean stands = false;
    try {
      tcp.boundReads(Deadline.in(options.handshakeTimeout()));
      OuterTls outer = OuterTls.begin(tcp, relay, party.outer());
      outer.handshakeToTheEnd();
      Duration all = Duration.ofNanos(System.nanoTime() - begun).multipliedBy(HANDSHAKES);
      Duration answerTime =
          Durations.longer(MIN_ANSWER_TIME, Durations.shorter(MAX_ANSWER_TIME, all));
      stands = true;
      return new PreparedConnection(tcp, outer, ClockReading.now(), answerTime);
    } finally {
      if (!stands) {
        tcp.close();
      }
    }
  }

  TcpConnection tcp() {
    return tcp;
  }

  OuterTls outer() {
    return outer;
  }

  /** Returns whether it stands no longer than so, and as far as can be told still does. */
  boolean stands(Duration longest) {
    return ClockReading.now().since(since).compareTo(longest) < 0 && tcp.stands();
  }

  /**
   * Makes the request, and waits for a first sign that the relay has it: a NAT in between may have
   * forgotten the connection, or a machine may be gone.
   *
   * @throws StaleConnectionException if there is none soon
   */
  void ask(AuthRequest request, Deadline deadline) throws StaleConnectionException {
    tcp.boundReads(deadline.orIn(answerTime));
    try {
      outer.send(request);
      outer.awaitSign();
    } catch (FrelayException e) {
      throw new StaleConnectionException(e);
    } catch (IOException e) {
      throw new StaleConnectionException(e);
    }
  }

  @Override
  public void close() {
    tcp.close();
  }
}
