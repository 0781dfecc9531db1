package io.frelay.function.aws.deployment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.QuarkusUnitTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A function on Lambda in a test of its application. */
class TestModeTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .withApplicationRoot(root -> root.addClass(EchoHandler.class))
          .overrideConfigKey("quarkus.lambda.mock-event-server.test-port", "0")
          .overrideRuntimeConfigKey("frelay.party.directory", "/none");

  @ConfigProperty(name = "quarkus.lambda.mock-event-server.test-port")
  int port;

  @Test
  void anInvocationHasTime() {
    assertThat(
            given()
                .port(port)
                .contentType("application/json")
                .body("\"hello\"")
                .post("/_lambda_")
                .asString())
        .contains("bad_secrets", "frelay.party.directory names /none, which is not a directory");
  }
}
