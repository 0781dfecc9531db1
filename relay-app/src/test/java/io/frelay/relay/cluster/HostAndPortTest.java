package io.frelay.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
  /** Kubernetes puts a pod's address into brackets that are there for both families. */
  @ParameterizedTest
  @CsvSource({
    "relay.example:6000, relay.example, relay.example:6000",
    "10.0.0.1:1, 10.0.0.1, 10.0.0.1:1",
    "[10.0.0.1]:1, 10.0.0.1, 10.0.0.1:1",
    "[::1]:65535, ::1, [::1]:65535"
  })
  void addresses(String text, String host, String again) {
    assertThat(HostAndPort.parse(text).host()).isEqualTo(host);
    assertThat(HostAndPort.parse(text)).hasToString(again);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:", ":1", "a:b", "a:-1", "a:65536", "::1:1", "[]:1"})
  void whatIsNone(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not host:port", text);
  }

  @Test
  void partiesNeedAPort() {
    assertThatThrownBy(() -> HostAndPort.parse("a:0").forParties("relay.x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("relay.x: 'a:0' is not the host:port of a relay");
    assertThat(HostAndPort.parse("a:1").forParties("relay.x")).isEqualTo("a:1");
  }
}
