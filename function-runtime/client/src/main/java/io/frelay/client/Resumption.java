package io.frelay.client;

import io.frelay.client.internal.Durations;
import io.frelay.client.internal.session.SessionEngine;
import io.frelay.client.internal.tls.ApplicationProtocols;
import java.time.Duration;

/**
 * Rules by which a session survives the loss of its connection ({@code frelay/2}); {@link
 * #DEFAULTS} suit a function. Both sides have settings of their own.
 *
 * @param reconnectTimeout how long a lost session is tried to be taken up again
 * @param window the most bytes that the peer may have sent and our application has not taken yet;
 *     the peer keeps as many for sending them again. From 256 KiB to 64 MiB. Throughput is bounded
 *     by it: one window for each round trip
 * @param pingEvery how long the peer may be silent until it is asked for a sign of life; well under
 *     the clouds' limits for idle connections (Azure 4 minutes, AWS 350 s)
 * @param pongWithin how long it may take to give one; then the connection is taken for dead
 */
public record Resumption(
    Duration reconnectTimeout, int window, Duration pingEvery, Duration pongWithin) {
  public static final Resumption DEFAULTS =
      new Resumption(
          Duration.ofSeconds(60), 4 << 20, Duration.ofSeconds(10), Duration.ofSeconds(5));

  /**
   * Application protocol (ALPN) of sessions that survive and can leave their connection to the next
   * one: {@link PeerConnection#keep}. For {@link FrelayClient.Builder#applicationProtocols}, beside
   * resumption.
   */
  public static final String REUSE_PROTOCOL = ApplicationProtocols.REUSABLE;

  /**
   * @throws IllegalArgumentException on a duration that is not positive or a window out of range
   */
  public Resumption {
    Durations.requirePositive("reconnectTimeout", reconnectTimeout);
    Durations.requirePositive("pingEvery", pingEvery);
    Durations.requirePositive("pongWithin", pongWithin);
    if (!SessionEngine.isWindow(window)) {
      throw new IllegalArgumentException("window is not from 256 KiB to 64 MiB");
    }
  }

  public Resumption withReconnectTimeout(Duration value) {
    return new Resumption(value, window, pingEvery, pongWithin);
  }

  public Resumption withWindow(int value) {
    return new Resumption(reconnectTimeout, value, pingEvery, pongWithin);
  }

  public Resumption withLiveness(Duration newPingEvery, Duration newPongWithin) {
    return new Resumption(reconnectTimeout, window, newPingEvery, newPongWithin);
  }
}
