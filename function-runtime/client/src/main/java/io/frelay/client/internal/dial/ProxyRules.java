package io.frelay.client.internal.dial;

import io.frelay.client.RelayAddress;
import io.frelay.client.internal.net.AddressLiteral;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules that say which proxy leads where, read from the usual variables. */
public final class ProxyRules {
  /** Every connection is direct. */
  public static final ProxyRules NONE = new ProxyRules(Optional.empty(), List.of());

  private static final List<String> NAMES = List.of("HTTPS_PROXY", "ALL_PROXY");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final String HTTPS = "https://";
  private static final int SOCKS_PORT = 1080;

  private final Optional<Proxy> proxy;
  private final List<String> exceptions;

  private ProxyRules(Optional<Proxy> proxy, List<String> exceptions) {
    this.proxy = proxy;
    this.exceptions = exceptions;
  }

  /**
   * Reads the variables, as {@link io.frelay.client.Proxies#fromEnvironment} says.
   *
   * @throws IllegalArgumentException that names the variable and holds nothing of its content
   */
  public static ProxyRules fromEnvironment(Map<String, String> variables) {
    return NAMES.stream()
        .flatMap(name -> Stream.of(name.toLowerCase(Locale.ROOT), name))
        .filter(name -> !variables.getOrDefault(name, "").isBlank())
        .findFirst()
        .map(name -> new ProxyRules(Optional.of(proxy(name, variables)), exceptions(variables)))
        .orElse(NONE);
  }

  private static List<String> exceptions(Map<String, String> variables) {
    String text = variables.getOrDefault("no_proxy", "");
    if (text.isBlank()) {
      text = variables.getOrDefault("NO_PROXY", "");
    }
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static Proxy proxy(String name, Map<String, String> variables) {
    String text = variables.get(name).strip();
    Proxy proxy = plainProxy(name, text.contains("://") ? text : "http://" + text);
    return text.toLowerCase(Locale.ROOT).startsWith(HTTPS)
        ? proxy.inside(ProxyTls.fromEnvironment(variables))
        : proxy;
  }

  private static Proxy plainProxy(String name, String text) {
    try {
      URI url = new URI(text);
      String scheme = Objects.toString(url.getScheme(), "").toLowerCase(Locale.ROOT);
      int usual =
          switch (scheme) {
            case "http" -> HTTP_PORT;
            case "https" -> HTTPS_PORT;
            case "socks5", "socks5h", "socks" -> SOCKS_PORT;
            default -> throw wrong(name);
          };
      if (url.getHost() == null) {
        throw wrong(name);
      }
      Proxy.Protocol protocol =
          scheme.startsWith("http") ? Proxy.Protocol.HTTP : Proxy.Protocol.SOCKS5;
      String host = url.getHost().replaceAll("[\\[\\]]", "");
      RelayAddress address = new RelayAddress(host, url.getPort() < 0 ? usual : url.getPort());
      return new Proxy(name, protocol, address, Optional.empty(), login(url.getRawUserInfo()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw wrong(name); // without the cause, whose message has all of it
    }
  }

  private static Optional<Proxy.Login> login(String info) {
    if (info == null || info.isEmpty()) {
      return Optional.empty();
    }
    int colon = info.indexOf(':');
    return Optional.of(
        new Proxy.Login(
            plain(colon < 0 ? info : info.substring(0, colon)),
            plain(colon < 0 ? "" : info.substring(colon + 1))));
  }

  private static String plain(String encoded) {
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException wrong(String name) {
    return new IllegalArgumentException(
        name
            + " is no proxy that can be used; write http://host:port, https:// or socks5://, with"
            + " name:password@ before the host if it wants them, % and two hex digits for what is"
            + " special in a URL");
  }

  /** Proxy to connect through; empty for a direct connection. */
  public Optional<Proxy> towards(RelayAddress target) {
    String host = target.host().toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    return proxy.filter(
        each ->
            !isLocal(host)
                && exceptions.stream()
                    .noneMatch(exception -> isMatch(exception, host, target.port())));
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost")
        || AddressLiteral.parse(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** A name and all below it, an address, a network of addresses, with a port or not; or all. */
  private static boolean isMatch(String exception, String host, int port) {
    if (exception.equals("*")) {
      return true;
    }
    int colon = exception.lastIndexOf(':');
    boolean hasPort = colon > 0 && exception.indexOf(':') == colon;
    if (hasPort || exception.contains("]:")) {
      return exception.substring(colon + 1).equals(Integer.toString(port))
          && isMatch(exception.substring(0, colon), host, port);
    }
    String bare = exception.replaceAll("^\\*?\\.|[\\[\\]]", "");
    Optional<InetAddress> address = AddressLiteral.parse(host);
    return address.isPresent()
        ? isWithin(bare, address.get())
        : host.equals(bare) || host.endsWith("." + bare);
  }

  private static boolean isWithin(String network, InetAddress address) {
    int slash = network.indexOf('/');
    Optional<InetAddress> base =
        AddressLiteral.parse(slash < 0 ? network : network.substring(0, slash));
    if (base.isEmpty()) {
      return false;
    }
    byte[] wanted = base.get().getAddress();
    byte[] given = address.getAddress();
    String bits = slash < 0 ? "" + 8 * wanted.length : network.substring(slash + 1);
    if (wanted.length != given.length || !bits.matches("[0-9]{1,3}")) {
      return false;
    }
    int count = Math.min(8 * wanted.length, Integer.parseInt(bits));
    for (int bit = 0; bit < count; bit++) {
      if (((wanted[bit / 8] ^ given[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Address without the login. */
  @Override
  public String toString() {
    return proxy.map(Proxy::toString).orElse("none");
  }
}
