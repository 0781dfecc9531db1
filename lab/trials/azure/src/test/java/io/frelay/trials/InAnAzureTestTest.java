package io.frelay.trials;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** A function of Azure in a {@code @QuarkusTest}, which speaks to it as the host does. */
@QuarkusTest
class InAnAzureTestTest {
  @Test
  void theHostsOwnRequest() {
    String wrapped =
        "{\"Data\":{\"req\":{\"Url\":\"http://h/api/whom\",\"Method\":\"POST\",\"Headers\":{},\"Body\":\"1\"}},"
            + "\"Metadata\":{}}";
    String answer =
        given()
            .contentType("application/json")
            .body(wrapped)
            .post("/whom")
            .jsonPath()
            .getString("Outputs.res.body");
    assertThat(answer).contains("bad_secrets", "frelay.party.directory names /none, which");
  }
}
