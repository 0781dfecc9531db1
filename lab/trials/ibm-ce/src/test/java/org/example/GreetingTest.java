package org.example;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.frelay.client.Messages;
import io.frelay.test.FrelayTest;
import io.frelay.test.InjectPeer;
import io.frelay.test.TestPeer;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@FrelayTest
class GreetingTest {
  @InjectPeer("1")
  TestPeer one;

  @Test
  void answersWhatThePeerSays() {
    one.plays(
        "tested",
        function -> {
          Messages messages = function.messages();
          assertArrayEquals("hello".getBytes(UTF_8), messages.receive().orElseThrow());
          messages.send("good day".getBytes(UTF_8));
        });
    given()
        .contentType("application/json")
        .body("{\"text\": \"hello\"}")
        .post("/greeting")
        .then()
        .statusCode(200)
        .body("answer", equalTo("good day"));
  }
}
