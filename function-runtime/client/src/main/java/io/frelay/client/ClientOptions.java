package io.frelay.client;

import io.frelay.client.internal.Durations;
import io.frelay.client.internal.dial.DialOptions;
import io.frelay.client.internal.tls.ApplicationProtocols;
import io.frelay.protocol.AuthRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
 * @param resumption how a session survives the loss of its connection, if the peer's can too; if
 *     empty it does not, and the stream has nothing of ours inside it
 * @param binding whether both sides confirm to each other which session they mean, if the peer's
 *     can too, before anything of the stream is given out
 * @param proxies what to reach relays through
 * @param trace asked, on each connection where this party is the TLS client, for what to tell the
 *     peer of the trace that this is part of
 */
public record ClientOptions(
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration backOffBase,
    Duration backOffCap,
    int highestVersion,
    List<String> applicationProtocols,
    Optional<Resumption> resumption,
    boolean binding,
    Proxies proxies,
    Optional<Supplier<Optional<TraceContext>>> trace) {
  public static final ClientOptions DEFAULTS =
      new ClientOptions(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(2),
          AuthRequest.NEWEST_VERSION,
          List.of(),
          Optional.of(Resumption.DEFAULTS),
          true,
          Proxies.NONE,
          Optional.empty());

  /**
   * @throws IllegalArgumentException on a duration that is not positive, a cap below the base or an
   *     unknown version
   */
  public ClientOptions {
    Durations.requirePositive("connectTimeout", connectTimeout);
    Durations.requirePositive("handshakeTimeout", handshakeTimeout);
    Durations.requirePositive("backOffBase", backOffBase);
    if (backOffCap.compareTo(backOffBase) < 0) {
      throw new IllegalArgumentException("backOffCap is shorter than backOffBase");
    }
    if (highestVersion < 1 || highestVersion > AuthRequest.NEWEST_VERSION) {
      throw new IllegalArgumentException(
          "highestVersion is not from 1 to " + AuthRequest.NEWEST_VERSION);
    }
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  public ClientOptions withConnectTimeout(Duration value) {
    return new ClientOptions(
        value,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        highestVersion,
        applicationProtocols,
        resumption,
        binding,
        proxies,
        trace);
  }

  public ClientOptions withHandshakeTimeout(Duration value) {
    return new ClientOptions(
        connectTimeout,
        value,
        backOffBase,
        backOffCap,
        highestVersion,
        applicationProtocols,
        resumption,
        binding,
        proxies,
        trace);
  }

  public ClientOptions withBackOff(Duration base, Duration cap) {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        base,
        cap,
        highestVersion,
        applicationProtocols,
        resumption,
        binding,
        proxies,
        trace);
  }

  public ClientOptions withHighestVersion(int value) {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        value,
        applicationProtocols,
        resumption,
        binding,
        proxies,
        trace);
  }

  public ClientOptions withApplicationProtocols(List<String> value) {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        highestVersion,
        value,
        resumption,
        binding,
        proxies,
        trace);
  }

  public ClientOptions withResumption(Resumption value) {
    return withResumption(Optional.of(value));
  }

  /** A session lives as long as its connection, and its stream has nothing of ours inside it. */
  public ClientOptions withoutResumption() {
    return withResumption(Optional.empty());
  }

  private ClientOptions withResumption(Optional<Resumption> value) {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        highestVersion,
        applicationProtocols,
        value,
        binding,
        proxies,
        trace);
  }

  /**
   * The peer is not asked to confirm the session, so a relay could join two sessions of the same
   * parties wrongly. For peers of somebody else's alone: those that refuse whoever offers protocols
   * by ALPN that they do not know.
   */
  public ClientOptions withoutBinding() {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        highestVersion,
        applicationProtocols,
        resumption,
        false,
        proxies,
        trace);
  }

  public ClientOptions withProxies(Proxies value) {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        highestVersion,
        applicationProtocols,
        resumption,
        binding,
        value,
        trace);
  }

  /**
   * The peer is told which trace this is part of, if it becomes the TLS server and can listen
   * ({@link PeerConnection#trace}). The relay sees that somebody traces, but not what. Sessions
   * that are not bound tell nothing.
   */
  public ClientOptions withTrace(Supplier<Optional<TraceContext>> value) {
    return new ClientOptions(
        connectTimeout,
        handshakeTimeout,
        backOffBase,
        backOffCap,
        highestVersion,
        applicationProtocols,
        resumption,
        binding,
        proxies,
        Optional.of(value));
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
        protocols,
        proxies.rules(),
        trace);
  }
}
