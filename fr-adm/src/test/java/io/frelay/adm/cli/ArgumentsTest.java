package io.frelay.adm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.Lifetime;
import io.frelay.adm.ca.RelayHosts;
import io.frelay.adm.cloud.Endpoint;
import java.time.Duration;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  @ParameterizedTest
  @CsvSource({"30min,PT30M", "12h,PT12H", "365d,P365D", "2y,P730D", "7,P7D", "100y,P36500D"})
  void validity(String text, Duration expected) throws Exception {
    assertThat(Lifetime.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0d", "-1d", "1w", "1.5d", "d", "101y", "99999999y", "1d1h"})
  void noValidity(String text) {
    assertThatThrownBy(() -> Lifetime.parse(text)).isInstanceOf(AdmException.class);
  }

  @Test
  void minutesAndMonthsAreNotMixedUp() {
    assertThatThrownBy(() -> Lifetime.parse("6m"))
        .isInstanceOf(AdmException.class)
        .hasMessage(
            "'6m' could mean minutes or months; write 6min, or months as days, such as 180d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "255.255.255.255", "::1", "[2001:db8::1]"})
  void addresses(String host) throws Exception {
    assertThat(RelayHosts.alternativeName(host).getTagNo()).isEqualTo(GeneralName.iPAddress);
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.example.org", "localhost", "a-b.c", "x.1e"})
  void dnsNames(String host) throws Exception {
    assertThat(RelayHosts.alternativeName(host).getTagNo()).isEqualTo(GeneralName.dNSName);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.256",
        "10.0.0",
        "1.2.3.4.5",
        "10.0.0.1:6000",
        "relay:6000",
        "relay.",
        ".relay",
        "*.example.org",
        "http://relay",
        "a b",
        ":::1",
        "fe80::1%eth0",
        "[relay]x"
      })
  void noHosts(String host) {
    assertThatThrownBy(() -> RelayHosts.alternativeName(host))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("neither a DNS name nor an IP address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:6000", "relay.example.org:1", "[::1]:65535"})
  void endpoints(String text) throws Exception {
    assertThat(Endpoint.check(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"relay", "relay:", ":6000", "relay:0", "relay:65536", "::1:6000", "[relay]:1"})
  void noEndpoints(String text) {
    assertThatThrownBy(() -> Endpoint.check(text)).isInstanceOf(AdmException.class);
  }
}
