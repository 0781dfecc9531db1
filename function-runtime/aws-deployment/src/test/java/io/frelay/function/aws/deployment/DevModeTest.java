package io.frelay.function.aws.deployment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.testkit.process.FreePort;
import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.response.Response;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code quarkus dev} of a function on Lambda, with its mock of Lambda's own API. */
class DevModeTest {
  private static final int PORT = FreePort.next();

  @RegisterExtension
  static final QuarkusDevModeTest APPLICATION =
      new QuarkusDevModeTest()
          .withApplicationRoot(
              root ->
                  root.addClass(EchoHandler.class)
                      .addAsResource(
                          new StringAsset(
                              "quarkus.lambda.mock-event-server.dev-port="
                                  + PORT
                                  + "\nfrelay.party.directory=/none\n"),
                          "application.properties"));

  private static Response invoke(String event) {
    return given().port(PORT).contentType("application/json").body(event).post("/_lambda_");
  }

  @Test
  void invocationsHaveTimeAndSettingsAreReloaded() {
    assertThat(invoke("\"hello\"").asString())
        .contains("bad_secrets", "frelay.party.directory names /none, which is not a directory");
    APPLICATION.modifyResourceFile("application.properties", text -> text.replace("none", "other"));
    assertThat(invoke("\"hello\"").asString()).contains("names /other,");
  }

  @Test
  void itListensOnThisMachineOnly() throws Exception {
    new Socket("localhost", PORT).close();
    InetAddress other = InetAddress.getByName("127.0.0.2"); // as reachable as any other address
    assertThatThrownBy(() -> new Socket(other, PORT)).isInstanceOf(ConnectException.class);
  }
}
