package io.frelay.relay.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCheckTest {
  @Test
  void theDefaultsMakeSense() {
    assertThatCode(() -> ConfigCheck.require(Configs.of(Map.of()))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "relay.port, 0",
    "relay.port, 65535",
    "relay.drain-timeout, 0s",
    "relay.read-ahead-hold, 0s",
    "relay.timeouts.idle, 0s",
    "relay.timeouts.handshake, 1ms",
    "relay.timeouts.waiting, 8760h",
    "relay.limits.connections, 1",
    "relay.limits.memory, 8M",
    "relay.limits.memory, 1000T",
  })
  void theLimitsOfWhatMakesSense(String name, String value) {
    assertThatCode(() -> ConfigCheck.require(Configs.of(Map.of(name, value))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "relay.port, -1",
    "relay.port, 65536",
    "relay.drain-timeout, PT-1S",
    "relay.read-ahead-hold, PT-0.001S",
    "relay.timeouts.handshake, 0s",
    "relay.timeouts.handshake, PT-1S",
    "relay.timeouts.request, 0s",
    "relay.timeouts.waiting, 0s",
    "relay.timeouts.join, 0s",
    "relay.timeouts.linger, 0s",
    "relay.timeouts.idle, PT-1S",
    "relay.timeouts.idle, 8761h",
    "relay.timeouts.handshake, PT2562048H",
    "relay.drain-timeout, PT2562048H",
    "relay.limits.connections, 0",
    "relay.limits.connections-per-address, 0",
    "relay.limits.connections-per-user, 0",
    "relay.limits.connections-per-party, -5",
    "relay.limits.unauthenticated, 0",
    "relay.limits.unauthenticated-per-address, 0",
    "relay.limits.memory, 8191K",
    "relay.limits.memory, 9999T",
    "relay.limits.memory, 99999999T",
  })
  void whatDoesNotIsNamed(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigCheck.require(Configs.of(Map.of(name, value))))
        .withMessageStartingWith(name + " ");
  }
}
