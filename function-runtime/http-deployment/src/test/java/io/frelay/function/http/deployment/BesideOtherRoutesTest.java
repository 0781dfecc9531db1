package io.frelay.function.http.deployment;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.vertx.web.Body;
import io.quarkus.vertx.web.Route;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Quarkus REST, reactive routes and health in the application that has handlers. */
class BesideOtherRoutesTest {
  /** Its answer to a call that has got to it: there are no secrets here. */
  private static final int NO_SECRETS = 500;

  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .overrideConfigKey("quarkus.http.root-path", "/mounted")
          .overrideConfigKey("quarkus.http.test-port", "0");

  static class Greeting implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  @Path("/")
  public static class Resource {
    @GET
    public String landing() {
      return "welcome";
    }

    @GET
    @Path("greeting")
    public String described() {
      return "a handler";
    }

    @POST
    @Path("{any}")
    public String any(@PathParam("any") String any) {
      return "any " + any;
    }

    @POST
    @Path("orders/{id}")
    public String order(@PathParam("id") String id) {
      return "order " + id;
    }
  }

  static class Routes {
    @Route(path = "/echo", methods = Route.HttpMethod.POST)
    String echo(@Body String body) {
      return body;
    }

    @Route(path = "/broken", methods = Route.HttpMethod.GET)
    String broken() {
      throw new IllegalStateException("broken");
    }
  }

  @Test
  void aResourceIsReachable() {
    assertThat(when().get("/").asString()).isEqualTo("welcome");
    assertThat(given().body("1").post("/orders/7").asString()).isEqualTo("order 7");
  }

  @Test
  void aReactiveRouteIsReachable() {
    assertThat(given().body("text").post("/echo").asString()).isEqualTo("text");
  }

  @Test
  void whatARouteFailsOfIsNoInvocation() {
    Response answer = when().get("/broken");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.asString()).doesNotContain("handler_failed");
  }

  /** An application without secrets lives, and is not ready. */
  @Test
  void healthIsReachable() {
    when().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    when().get("/q/health/ready").then().statusCode(503).body("status", equalTo("DOWN"));
  }

  @Test
  void aPostToAHandlersPathIsTheHandlersWhateverPatternsThereAre() {
    assertIsInvocation("/greeting");
    assertIsInvocation("/greeting/");
    assertIsInvocation("/");
    assertThat(given().body("1").post("/other").asString()).isEqualTo("any other");
  }

  @Test
  void aResourceMayDescribeAHandler() {
    assertThat(when().get("/greeting").asString()).isEqualTo("a handler");
  }

  @Test
  void belowAGatewaysPathOtherRoutesComeFirst() {
    assertThat(given().body("1").post("/orders/greeting").asString()).isEqualTo("order greeting");
    assertIsInvocation("/stage/v1/greeting");
  }

  @Test
  void whatIsNobodysIsAnErrorAsJson() {
    Response unknown = given().contentType("application/json").body("1").post("/stage/v1/nobody");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.asString())
        .isEqualTo(
            "{\"error\":{\"code\":\"not_found\",\"message\":\"nothing is here: invocations go to /"
                + " or to /handler\"}}");
    assertThat(when().get("/stage/greeting").asString())
        .isEqualTo(
            "{\"error\":{\"code\":\"method_not_allowed\",\"message\":\"an invocation is a POST, not"
                + " a GET\"}}");
  }

  /** Though the routes have a body reader of their own, which comes before. */
  @Test
  void aBodyThatIsTooBigIsAnErrorAsJson() {
    for (String path : List.of("/greeting", "/stage/v1/greeting")) {
      Response answer =
          given().contentType("application/json").body(new byte[(6 << 20) + 1]).post(path);
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.jsonPath().getString("error.code")).isEqualTo("too_big");
    }
  }

  @Test
  void aTestListensOnThisMachineOnly() throws Exception {
    new Socket("localhost", RestAssured.port).close();
    InetAddress other = InetAddress.getByName("127.0.0.2"); // as reachable as any other address
    assertThatThrownBy(() -> new Socket(other, RestAssured.port))
        .isInstanceOf(ConnectException.class);
  }

  private static void assertIsInvocation(String path) {
    Response answer = given().contentType("application/json").body("\"hello\"").post(path);
    assertThat(answer.statusCode()).isEqualTo(NO_SECRETS);
    assertThat(answer.jsonPath().getString("error.code")).isEqualTo("bad_secrets");
  }
}
