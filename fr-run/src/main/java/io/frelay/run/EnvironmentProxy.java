package io.frelay.run;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The HTTP proxy that {@code HTTPS_PROXY} names, as the clouds' tools read it, for URLs of {@code
 * https}. {@code NO_PROXY} has the hosts to call directly: names with all below them, addresses, or
 * {@code *}.
 */
final class EnvironmentProxy extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private final Optional<URI> proxy;
  private final List<String> direct;

  /** The proxy that these variables name, if any. */
  EnvironmentProxy(Map<String, String> variables) throws RunException {
    String url = either(variables, "https_proxy");
    this.proxy = url.isBlank() ? Optional.empty() : Optional.of(address(url.strip()));
    this.direct =
        List.of(
            either(variables, "no_proxy").toLowerCase(Locale.ROOT).strip().split("[,\\s]+", -1));
  }

  private static String either(Map<String, String> variables, String name) {
    return variables.getOrDefault(name, variables.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
  }

  /** Quotes nothing: it may have a password. */
  private static URI address(String url) throws RunException {
    try {
      URI uri = new URI(url.contains("://") ? url : "http://" + url);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // as any other text that is no proxy
    }
    throw new RunException("HTTPS_PROXY is no HTTP proxy; write http://host:port");
  }

  /** Name and password for the proxy, if it has any. */
  Optional<Authenticator> authenticator() {
    return proxy
        .map(URI::getUserInfo)
        .map(login -> login.split(":", 2))
        .filter(login -> login.length == 2)
        .map(EnvironmentProxy::authenticator);
  }

  private static Authenticator authenticator(String... login) {
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return getRequestorType() == RequestorType.PROXY
            ? new PasswordAuthentication(login[0], login[1].toCharArray())
            : null;
      }
    };
  }

  @Override
  public List<Proxy> select(URI url) {
    if (proxy.isEmpty() || !"https".equals(url.getScheme()) || isDirect(url.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.get().getPort() < 0 ? DEFAULT_PORT : proxy.get().getPort();
    return List.of(
        new Proxy(
            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.get().getHost(), port)));
  }

  private boolean isDirect(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (HttpTarget.isLocal(name)) {
      return true;
    }
    return direct.stream()
        .map(each -> each.startsWith(".") ? each.substring(1) : each)
        .filter(each -> !each.isEmpty())
        .anyMatch(each -> each.equals("*") || name.equals(each) || name.endsWith("." + each));
  }

  @Override
  public void connectFailed(URI url, SocketAddress address, IOException e) {
    // the call fails, and says so
  }
}
