package io.frelay.trials;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.frelay.test.FrelayTest;
import io.frelay.test.InjectPeer;
import io.frelay.test.TestPeer;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** An application in a {@code @QuarkusTest}, with dev services' relay and peers of the test kit. */
@QuarkusTest
@FrelayTest
class InACodeEngineTestTest {
  @InjectPeer("1")
  TestPeer one;

  @Test
  void aHandlerMeetsItsPeers(@InjectPeer("2") TestPeer two) {
    one.plays("tested", other -> {});
    two.plays("tested", other -> {});
    given()
        .contentType("application/json")
        .body("{\"frelay\": {\"peers\": [\"1\", \"2\"]}, \"input\": 1}")
        .post("/whom")
        .then()
        .statusCode(200)
        .body(equalTo("{\"tag\":\"tested\",\"peers\":[\"1\",\"2\"]}"));
  }
}
