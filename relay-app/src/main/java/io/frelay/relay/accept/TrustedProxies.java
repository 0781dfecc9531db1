package io.frelay.relay.accept;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Load balancers that say by the PROXY protocol whose connection it is.
 *
 * @param blocks their addresses; none if there are no such load balancers
 */
public record TrustedProxies(List<IpSubnetFilterRule> blocks) {
  static TrustedProxies none() {
    return new TrustedProxies(List.of());
  }

  /**
   * Reads {@code relay.proxy-protocol.from}.
   *
   * @param from addresses and blocks of addresses, such as {@code 10.0.0.7} and {@code 10.0.0.0/8}
   * @throws IllegalArgumentException in one sentence, if one is neither
   */
  public static TrustedProxies parse(List<String> from) {
    return new TrustedProxies(from.stream().map(String::strip).map(TrustedProxies::block).toList());
  }

  boolean include(InetSocketAddress address) {
    return blocks.stream().anyMatch(block -> block.matches(address));
  }

  private static IpSubnetFilterRule block(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw unreadable(text);
    }
    try {
      int bits = address.length * Byte.SIZE;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      if (prefix < 0 || prefix > bits) {
        throw unreadable(text);
      }
      return new IpSubnetFilterRule(
          InetAddress.getByAddress(address), prefix, IpFilterRuleType.ACCEPT);
    } catch (NumberFormatException | UnknownHostException e) {
      throw unreadable(text);
    }
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "relay.proxy-protocol.from: '%s' is not an address or a block of them, such as 10.0.0.7 or 10.0.0.0/8"
            .formatted(text));
  }
}
