package io.frelay.client.internal.dial;

import io.frelay.client.TraceContext;
import io.frelay.client.internal.tls.ApplicationProtocols;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Settings of a client that its connections through relays follow.
 *
 * @param connectTimeout the longest one TCP connection attempt may take
 * @param handshakeTimeout the longest one TLS handshake may take, outer or end to end
 * @param backOffBase the wait before the second attempt; it doubles with each further one
 * @param backOffCap the longest wait between two attempts
 * @param highestVersion the newest protocol version to speak with the relay
 * @param prepared how many connections to stand ready at a relay, at most; none for 0
 * @param protocols of the end-to-end TLS
 * @param proxies through which relays are reached
 * @param trace asked on each connection where this party is the TLS client
 */
public record DialOptions(
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration backOffBase,
    Duration backOffCap,
    int highestVersion,
    int prepared,
    ApplicationProtocols protocols,
    ProxyRules proxies,
    Optional<Supplier<Optional<TraceContext>>> trace) {
  /** Default of {@link #handshakeTimeout}. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
}
