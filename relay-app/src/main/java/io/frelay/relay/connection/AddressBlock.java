package io.frelay.relay.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The addresses that count as one: an IPv4 address, or the /64 of an IPv6 address, which is what a
 * single customer gets at least (RFC 6177). An IPv4-mapped IPv6 address counts as the IPv4 address.
 *
 * @param isIpv6 true for a /64 of IPv6
 * @param prefix the IPv4 address, or the first 64 bits of the IPv6 address
 */
public record AddressBlock(boolean isIpv6, long prefix) {
  /** The block that {@code address} is in. */
  public static AddressBlock of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    if (address instanceof Inet6Address) {
      return isMapped(bytes)
          ? new AddressBlock(false, Integer.toUnsignedLong(bytes.getInt(12)))
          : new AddressBlock(true, bytes.getLong(0));
    }
    return new AddressBlock(false, Integer.toUnsignedLong(bytes.getInt(0)));
  }

  /** In ::ffff:0:0/96. */
  private static boolean isMapped(ByteBuffer bytes) {
    return bytes.getLong(0) == 0 && bytes.getInt(8) == 0xffff;
  }

  /** As in {@code 203.0.113.7} and {@code 2001:db8:0:1::/64}. */
  @Override
  public String toString() {
    if (isIpv6) {
      return "%x:%x:%x:%x::/64".formatted(part(48), part(32), part(16), part(0));
    }
    return "%d.%d.%d.%d".formatted(octet(24), octet(16), octet(8), octet(0));
  }

  private long part(int shift) {
    return prefix >>> shift & 0xffff;
  }

  private long octet(int shift) {
    return prefix >>> shift & 0xff;
  }
}
