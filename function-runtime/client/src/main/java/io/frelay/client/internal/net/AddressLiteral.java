package io.frelay.client.internal.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address that is written as such. */
public final class AddressLiteral {
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final Pattern ADDRESS =
      Pattern.compile(BYTE + "(\\." + BYTE + "){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private AddressLiteral() {}

  /** Empty if it is a name, which is not looked up. */
  public static Optional<InetAddress> parse(String host) {
    try {
      return ADDRESS.matcher(host).matches()
          ? Optional.of(InetAddress.getByName(host))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
