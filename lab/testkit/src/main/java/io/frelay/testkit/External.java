package io.frelay.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version 1 relay that somebody else has started.
 *
 * @param name as the report calls it
 * @param address where it listens
 * @param pid its process, if it is on this machine: without it neither CPU nor memory is known
 * @param certs certificates that it takes, in a folder as fr-adm makes it
 */
public record External(String name, InetSocketAddress address, OptionalLong pid, Path certs) {
  private static final Pattern SYNTAX = Pattern.compile("([^=]+)=(.+):(\\d+)(?:,(\\d+))?");

  /**
   * Reads {@code NAME=HOST:PORT[,PID]}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static External parse(String text, Path certs) {
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not NAME=HOST:PORT or NAME=HOST:PORT,PID");
    }
    int port = Integer.parseInt(parts.group(3));
    OptionalLong pid =
        parts.group(4) == null
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(parts.group(4)));
    return new External(
        parts.group(1), new InetSocketAddress(address(parts.group(2)), port), pid, certs);
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getAllByName(host)[0];
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + host, e);
    }
  }
}
