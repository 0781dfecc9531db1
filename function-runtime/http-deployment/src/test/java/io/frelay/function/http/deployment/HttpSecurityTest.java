package io.frelay.function.http.deployment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.quarkus.test.QuarkusUnitTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quarkus's own HTTP security says who calls a handler. */
class HttpSecurityTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .overrideConfigKey("quarkus.http.test-port", "0")
          .overrideConfigKey("quarkus.http.auth.basic", "true")
          .overrideConfigKey("quarkus.security.users.embedded.enabled", "true")
          .overrideConfigKey("quarkus.security.users.embedded.plain-text", "true")
          .overrideConfigKey("quarkus.security.users.embedded.users.ada", "secret")
          .overrideConfigKey("quarkus.security.users.embedded.roles.ada", "teller")
          .overrideConfigKey("quarkus.security.users.embedded.users.bob", "secret")
          .overrideConfigKey("quarkus.security.users.embedded.roles.bob", "guest");

  @RolesAllowed("teller")
  static class Money implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  private static Response answer(RequestSpecification caller, String path) {
    return caller.contentType("application/json").body("\"x\"").post(path);
  }

  private static RequestSpecification as(String user, String password) {
    return given().auth().preemptive().basic(user, password);
  }

  /** There are no secrets here: that is what a call fails of that is let in. */
  @Test
  void whoHasTheRoleIsLetIn() {
    Response answer = answer(as("ada", "secret"), "/money");
    assertThat(answer.jsonPath().getString("error.code")).isEqualTo("bad_secrets");
  }

  /** Below a gateway's path too, where other routes come first. */
  @ParameterizedTest
  @ValueSource(strings = {"/money", "/stage/money"})
  void whoMayNotIsToldSo(String path) {
    assertError(answer(as("bob", "secret"), path), 403, "forbidden");
    Response nobody = answer(given(), path);
    assertError(nobody, 401, "unauthenticated");
    assertThat(nobody.header("WWW-Authenticate")).startsWithIgnoringCase("basic");
    Response wrong = answer(as("ada", "guess"), path);
    assertError(wrong, 401, "unauthenticated");
    assertThat(wrong.header("WWW-Authenticate")).startsWithIgnoringCase("basic");
  }

  private static void assertError(Response answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(answer.jsonPath().getString("error.code")).isEqualTo(code);
  }
}
