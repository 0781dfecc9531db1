package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that dashboards and alerts are built on. */
class MetricsIT {
  private final RelayProcess relay = Shared.relay();

  private String metrics() {
    return get(relay.management().resolve("/q/metrics"))
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frelay_connections_open",
        "frelay_connections_accepted_total",
        "frelay_connections_closed_total",
        "frelay_handshakes_total",
        "frelay_waiters",
        "frelay_sessions_open",
        "frelay_sessions_started_total",
        "frelay_bytes_total",
        "frelay_setup_seconds_bucket",
        "jvm_info",
        "jvm_memory_used_bytes",
        "process_cpu_usage",
      })
  void areThereFromTheStart(String name) {
    assertThat(metrics()).containsPattern("(?m)^" + name + "[ {]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "reset", "peer_timeout", "taken_over", "handshake_timeout"})
  void everyReasonHasAZeroToBeginWith(String reason) {
    assertThat(metrics()).contains("frelay_connections_closed_total{reason=\"" + reason + "\"}");
  }

  @Test
  void aSessionLeavesItsMarks() throws Exception {
    double started = relay.meter("frelay_sessions_started_total");
    double ended = relay.meter("frelay_sessions_closed_total{reason=\"completed\"}");
    double handshakes = relay.meter("frelay_handshakes_total{outcome=\"success\"}");
    double joins = relay.meter("frelay_setup_seconds_count{step=\"join\"}");
    double bytes = relay.meter("frelay_bytes_total");
    double open = relay.meter("frelay_sessions_open");

    Exchange.between0And1(relay, Shared.PKI, "metrics");

    relay.awaitMeter("frelay_sessions_closed_total{reason=\"completed\"}", ended + 1);
    assertThat(relay.meter("frelay_sessions_started_total")).isEqualTo(started + 1);
    assertThat(relay.meter("frelay_handshakes_total{outcome=\"success\"}"))
        .isEqualTo(handshakes + 2);
    assertThat(relay.meter("frelay_setup_seconds_count{step=\"join\"}")).isGreaterThan(joins);
    assertThat(relay.meter("frelay_bytes_total")).isGreaterThan(bytes + 1000);
    assertThat(relay.meter("frelay_sessions_open")).isEqualTo(open);
  }
}
