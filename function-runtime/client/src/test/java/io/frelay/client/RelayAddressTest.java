package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayAddressTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:6000, localhost, 6000",
    "' 10.0.0.1:1 ', 10.0.0.1, 1",
    "[::1]:65535, ::1, 65535",
    "relay.example:0, relay.example, 0"
  })
  void hostAndPortAreTakenApart(String text, String host, int port) {
    RelayAddress address = RelayAddress.parse(text);
    assertThat(address).isEqualTo(new RelayAddress(host, port)).hasToString(text.strip());
  }

  @Test
  void anUnsetVariableIsSaidToBeUnset() {
    assertThatThrownBy(() -> RelayAddress.parse(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RELAY is not set: give host:port");
  }

  @ParameterizedTest
  @CsvSource({
    "relay, has no port",
    "[::1], has no port",
    "::1:6000, in brackets",
    "relay:70000, not from 0 to 65535",
    "relay:-1, not a number",
    "relay:, not a number",
    "[relay]:6000, brackets are for an IPv6 address",
    ":6000, host is empty"
  })
  void whatIsWrongIsSaid(String text, String reason) {
    assertThatThrownBy(() -> RelayAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining(reason);
  }
}
