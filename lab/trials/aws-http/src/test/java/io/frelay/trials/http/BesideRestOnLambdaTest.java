package io.frelay.trials.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The events of an HTTP API of Lambda, which Quarkus's mock of it makes of requests. */
@QuarkusTest
class BesideRestOnLambdaTest {
  @ConfigProperty(name = "quarkus.lambda.mock-event-server.test-port")
  int port;

  private String post(String path) {
    return given().port(port).contentType("application/json").body("1").post(path).asString();
  }

  @Test
  void resourcesAndHandlersAreReachable() {
    assertThat(given().port(port).get("/").asString()).isEqualTo("welcome");
    assertThat(post("/whom")).contains("bad_secrets", "frelay.party.directory names /none, which");
    assertThat(post("/nobody")).contains("unknown_handler");
  }
}
