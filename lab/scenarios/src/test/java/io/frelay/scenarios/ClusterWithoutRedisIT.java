package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import org.junit.jupiter.api.Test;

/** The packaged relay of a cluster whose Redis is not there: it serves, and says so. */
class ClusterWithoutRedisIT {
  private static final String DATA = "checks.find { it.name == 'relay' }.data.";

  @Test
  void itsOwnPartiesMeetAndReadinessNamesTheFault() throws Exception {
    try (RelayProcess relay =
        RelayProcess.start(
            Shared.PKI,
            "relay.cluster.registry=redis",
            "relay.cluster.listen=127.0.0.1:0",
            "quarkus.redis.hosts=redis://127.0.0.1:1")) {
      relay.awaitLine("the registry does not serve", "parties meet on this relay only");
      get(relay.management().resolve("/q/health/ready"))
          .then()
          .statusCode(200)
          .body(DATA + "'cluster-members'", equalTo(0))
          .body(DATA + "'cluster-registry'", containsString("refused"));
      Exchange.between0And1(relay, Shared.PKI, "without-redis");
    }
  }
}
