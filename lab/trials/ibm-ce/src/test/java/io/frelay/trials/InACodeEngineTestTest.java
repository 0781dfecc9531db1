package io.frelay.trials;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** An application in a {@code @QuarkusTest}, with a party's secrets of a test resource. */
@QuarkusTest
@QuarkusTestResource(TestRelayAndPeer.class)
class InACodeEngineTestTest {
  @Test
  void aHandlerMeetsAPeer() {
    given()
        .contentType("application/json")
        .body("1")
        .post("/whom")
        .then()
        .statusCode(200)
        .body(equalTo("{\"tag\":\"tested\",\"peers\":[\"1\"]}"));
  }
}
