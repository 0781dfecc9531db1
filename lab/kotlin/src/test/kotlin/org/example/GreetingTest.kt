package org.example

import io.frelay.test.FrelayTest
import io.frelay.test.InjectPeer
import io.frelay.test.TestPeer
import io.quarkus.test.junit.QuarkusTest
import io.restassured.RestAssured.given
import org.hamcrest.Matchers.equalTo
import org.junit.jupiter.api.Test

@QuarkusTest
@FrelayTest
class GreetingTest {
    @InjectPeer("1")
    lateinit var one: TestPeer

    @Test
    fun answersWhatThePeerSays() {
        one.plays { function -> function.messages().send("good day".toByteArray()) }
        given()
            .contentType("application/json")
            .body("""{"text": "hello"}""")
            .post("/greeting")
            .then()
            .statusCode(200)
            .body("answer", equalTo("good day"))
    }

    @Test
    fun refusesAnInputWithoutItsMembers() {
        given().contentType("application/json").body("{}").post("/greeting").then().statusCode(400)
    }
}
