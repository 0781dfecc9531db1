package io.frelay.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
  private static AddressBlock block(String address) throws UnknownHostException {
    return AddressBlock.of(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7",
    "255.255.255.255, 255.255.255.255",
    "2001:db8:0:1:2:3:4:5, 2001:db8:0:1::/64",
    "ffff:ffff:ffff:ffff::1, ffff:ffff:ffff:ffff::/64",
    "::1, 0:0:0:0::/64",
  })
  void isWhatCountsAsOne(String address, String block) throws UnknownHostException {
    assertThat(block(address)).hasToString(block);
  }

  @Test
  void allOfA64AreOne() throws UnknownHostException {
    assertThat(block("2001:db8:0:1::1")).isEqualTo(block("2001:db8:0:1:ffff:ffff:ffff:ffff"));
    assertThat(block("2001:db8:0:1::1")).isNotEqualTo(block("2001:db8:0:2::1"));
  }

  @Test
  void everyIpv4AddressIsOfItsOwn() throws UnknownHostException {
    assertThat(block("203.0.113.7")).isNotEqualTo(block("203.0.113.8"));
    assertThat(block("0.0.0.0")).isNotEqualTo(block("::"));
  }

  @Test
  void aMappedIpv4AddressIsTheIpv4Address() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 1;
    assertThat(AddressBlock.of(Inet6Address.getByAddress(null, mapped, -1)))
        .isEqualTo(block("10.0.0.1"));
  }
}
