package io.frelay.client;

import java.util.Arrays;
import java.util.List;

/**
 * Address at which a relay, or in direct mode a peer, listens.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535; 0 only to listen on whichever port is free
 */
public record RelayAddress(String host, int port) {
  private static final int LAST_PORT = 65_535;

  /**
   * @throws IllegalArgumentException on an empty host or a port out of range
   */
  public RelayAddress {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is empty; write host:port");
    }
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("port " + port + " is not from 0 to " + LAST_PORT);
    }
  }

  /**
   * Parses {@code host:port}, with an IPv6 address in brackets: {@code [::1]:6000}.
   *
   * @throws IllegalArgumentException that says what is wrong with the text
   */
  public static RelayAddress parse(String text) {
    if (text == null) { // as System.getenv gives it
      throw new IllegalArgumentException("RELAY is not set: give host:port");
    }
    String address = text.strip();
    int colon = address.lastIndexOf(':');
    if (colon < 0 || address.endsWith("]")) {
      throw new IllegalArgumentException("'" + text + "' has no port; write host:port");
    }
    String host = address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      if (!host.contains(":")) {
        throw new IllegalArgumentException("'" + text + "': brackets are for an IPv6 address");
      }
    } else if (host.contains(":")) {
      throw new IllegalArgumentException(
          "'" + text + "': write an IPv6 address in brackets, such as [::1]:6000");
    }
    try {
      return new RelayAddress(host, port(address.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  /**
   * Parses one or several, with commas between: {@code a.example:6000,b.example:6000}.
   *
   * @throws IllegalArgumentException that says what is wrong with the text
   */
  public static List<RelayAddress> parseAll(String text) {
    if (text == null) {
      return List.of(parse(null));
    }
    List<RelayAddress> all = Arrays.stream(text.split(",", -1)).map(RelayAddress::parse).toList();
    if (all.stream().distinct().count() < all.size()) {
      throw new IllegalArgumentException("'" + text + "' names a relay twice");
    }
    return all;
  }

  private static int port(String digits) {
    if (!digits.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("the port is not a number from 0 to " + LAST_PORT);
    }
    return Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
