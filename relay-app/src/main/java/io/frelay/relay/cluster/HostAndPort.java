package io.frelay.relay.cluster;

import java.util.regex.Pattern;

/**
 * An address as settings have it: {@code host:port}, {@code [::1]:port}.
 *
 * @param host a name or an address, without brackets
 */
record HostAndPort(String host, int port) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern HOST = Pattern.compile("[!-~]{1,253}");

  /**
   * @throws IllegalArgumentException if it is none
   */
  static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = colon < 0 ? "" : text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      } else if (host.indexOf(':') >= 0) {
        host = "";
      }
      int port = Integer.parseInt(text.substring(colon + 1));
      if (!host.isEmpty() && port >= 0 && port <= MAX_PORT) {
        return new HostAndPort(host, port);
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw new IllegalArgumentException("'%s' is not host:port".formatted(text));
  }

  /**
   * Text of an address that parties connect to.
   *
   * @param setting its name, for the message
   * @throws IllegalArgumentException if nobody can
   */
  String forParties(String setting) {
    if (port == 0 || !HOST.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "%s: '%s' is not the host:port of a relay".formatted(setting, this));
    }
    return toString();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
