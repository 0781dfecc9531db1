package io.frelay.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** The proxy on the way to the relay cannot be reached, or does not connect to the relay. */
public final class ProxyException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private ProxyException(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  static ProxyException unreachable(Proxy proxy, IOException cause) {
    String reason = cause instanceof UnknownHostException ? "unknown host" : cause.getMessage();
    return new ProxyException(
        "the proxy %s cannot be reached (%s); check %s".formatted(proxy, reason, proxy.source()),
        true,
        cause);
  }

  /** Neither this nor the next attempt can succeed. */
  static ProxyException refused(Proxy proxy, String why) {
    return new ProxyException("the proxy %s %s".formatted(proxy, why), false, null);
  }

  /** It may be another time. */
  static ProxyException failed(Proxy proxy, String why) {
    return new ProxyException("the proxy %s %s".formatted(proxy, why), true, null);
  }

  static ProxyException brokenOff(Proxy proxy, IOException cause) {
    String what =
        cause instanceof SocketTimeoutException
            ? "did not answer in time"
            : "closed the connection without an answer (" + cause.getMessage() + ")";
    return new ProxyException(
        "the proxy %s %s; does it speak %s?".formatted(proxy, what, proxy.protocol()), true, cause);
  }

  @Override
  boolean isWorthAnotherAttempt() {
    return passing;
  }
}
