package io.frelay.client;

import io.frelay.protocol.AuthRequest;
import java.time.Duration;
import java.util.List;

/**
 * How a {@link FrelayClient} goes about connecting; {@link #DEFAULTS} suit a function.
 *
 * @param connectTimeout the longest one TCP connection attempt may take
 * @param handshakeTimeout the longest one TLS handshake may take, outer or end to end
 * @param backOffBase the wait before the second attempt; it doubles with each further one
 * @param backOffCap the longest wait between two attempts
 * @param highestVersion the newest protocol version to speak with the relay
 * @param applicationProtocols what to offer the peer by ALPN inside the end-to-end TLS, most wanted
 *     first; {@link TlsFacts#applicationProtocol} says what came of it, and a peer that offers none
 *     of them is served all the same
 */
public record ClientOptions(
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration backOffBase,
    Duration backOffCap,
    int highestVersion,
    List<String> applicationProtocols) {
  public static final ClientOptions DEFAULTS =
      new ClientOptions(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(2),
          AuthRequest.NEWEST_VERSION,
          List.of());

  /**
   * @throws IllegalArgumentException on a duration that is not positive, a cap below the base or an
   *     unknown version
   */
  public ClientOptions {
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("handshakeTimeout", handshakeTimeout);
    requirePositive("backOffBase", backOffBase);
    if (backOffCap.compareTo(backOffBase) < 0) {
      throw new IllegalArgumentException("backOffCap is shorter than backOffBase");
    }
    if (highestVersion < 1 || highestVersion > AuthRequest.NEWEST_VERSION) {
      throw new IllegalArgumentException(
          "highestVersion is not from 1 to " + AuthRequest.NEWEST_VERSION);
    }
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " is not positive");
    }
  }

  public ClientOptions withConnectTimeout(Duration value) {
    return new ClientOptions(
        value, handshakeTimeout, backOffBase, backOffCap, highestVersion, applicationProtocols);
  }

  public ClientOptions withHandshakeTimeout(Duration value) {
    return new ClientOptions(
        connectTimeout, value, backOffBase, backOffCap, highestVersion, applicationProtocols);
  }

  public ClientOptions withBackOff(Duration base, Duration cap) {
    return new ClientOptions(
        connectTimeout, handshakeTimeout, base, cap, highestVersion, applicationProtocols);
  }

  public ClientOptions withHighestVersion(int value) {
    return new ClientOptions(
        connectTimeout, handshakeTimeout, backOffBase, backOffCap, value, applicationProtocols);
  }

  public ClientOptions withApplicationProtocols(List<String> value) {
    return new ClientOptions(
        connectTimeout, handshakeTimeout, backOffBase, backOffCap, highestVersion, value);
  }
}
