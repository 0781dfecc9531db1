package io.frelay.client;

import io.frelay.client.internal.dial.ProxyRules;
import java.util.Map;

/**
 * Proxies that lead to relays, as the usual variables name them: {@code HTTPS_PROXY}, else {@code
 * ALL_PROXY}, but for the hosts in {@code NO_PROXY} and this machine itself. Names in lower case
 * count first. Immutable.
 */
public final class Proxies {
  /** Every connection is direct. */
  public static final Proxies NONE = new Proxies(ProxyRules.NONE);

  private final ProxyRules rules;

  private Proxies(ProxyRules rules) {
    this.rules = rules;
  }

  /**
   * Reads the variables: {@code http://}, {@code https://}, {@code socks5://} or {@code
   * socks5h://}, perhaps a name and password with percent signs for what a URL cannot have, host
   * and port. Without a scheme it is HTTP; without a port 80, 443 or 1080. For {@code https://} see
   * {@code PROXY_CA} and {@code PROXY_CA_FILE}.
   *
   * @throws IllegalArgumentException that names the variable and holds nothing of its content
   */
  public static Proxies fromEnvironment(Map<String, String> variables) {
    return new Proxies(ProxyRules.fromEnvironment(variables));
  }

  ProxyRules rules() {
    return rules;
  }

  /** Returns the proxy's scheme, host and port, without the login. */
  @Override
  public String toString() {
    return rules.toString();
  }
}
