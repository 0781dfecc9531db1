package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;

import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.api.Test;

/** Health of the relay as load balancers and supervisors see it. */
class HealthIT {
  private static final String RELAY = "checks.find { it.name == 'relay' }.";
  private static final String INSTANT = "20\\d\\d-\\d\\d-\\d\\dT.*Z";

  private final RelayProcess relay = Shared.relay();

  @Test
  void live() {
    get(relay.management().resolve("/q/health/live"))
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.find { it.name == 'event-loops' }.data.loops", greaterThan(0))
        .body("checks.find { it.name == 'event-loops' }.data.silent", equalTo(0));
  }

  @Test
  void readyWithPortAndExpiryOfTheCertificates() {
    get(relay.management().resolve("/q/health/ready"))
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body(RELAY + "data.phase", equalTo("ready"))
        .body(RELAY + "data.port", equalTo(relay.port()))
        .body(RELAY + "data.certificate-expires", matchesPattern(INSTANT))
        .body(RELAY + "data.ca-expires", matchesPattern(INSTANT))
        .body(RELAY + "data.days-left", greaterThan(800));
  }

  /** 0.0.0.0 is all of IPv4, and not of IPv6 as well. */
  @Test
  void theRelayListensWhereItIsTold() {
    assertThat(ListeningSockets.of(relay.pid(), relay.port())).containsExactly("0.0.0.0");
  }

  @Test
  void onLoopbackAlone() {
    assertThat(relay.management().getHost()).isEqualTo("127.0.0.1");
    assertThat(ListeningSockets.of(relay.pid(), relay.management().getPort()))
        .containsExactly("127.0.0.1");
  }
}
