package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.hamcrest.Matchers.containsString;

import io.frelay.client.PeerConnection;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.browser.Browser;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console shows what goes on, to those who have switched it on, and as much as they want. */
class ConsoleIT {
  @Test
  void isOffUnlessSwitchedOn() {
    get(Shared.relay().management().resolve("/q/frelay")).then().statusCode(404);
    get(Shared.relay().management().resolve("/q/frelay/events")).then().statusCode(404);
  }

  @ParameterizedTest
  @CsvSource({"anonymous, false", "names, true"})
  void showsSessionsWithTheirNamesIfItMay(String setting, boolean named) throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.console=" + setting);
        Parties.Pair pair = Parties.Pair.of(relay, Shared.PKI, "console")) {
      assertLoadsNothingFromElsewhere(relay);
      pair.talk();
      JsonPath now = event(relay);
      assertThat(now.getString("phase")).isEqualTo("ready");
      assertThat(now.getInt("sessions")).isEqualTo(1);
      assertThat(now.getInt("open[0].toSecond")).isPositive();
      assertThat(now.getString("open[0].user")).isEqualTo(named ? "user1" : null);
      assertThat(now.getString("open[0].tag")).isEqualTo(named ? "console" : null);
      assertThat(now.getLong("expiry.relay_certificate")).isGreaterThan(now.getLong("at") / 1000);
    }
  }

  @Test
  void isShownByABrowserUnderNoNameOfAnotherSite(@TempDir Path profile) throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.console=names");
        Parties.Pair pair = Parties.Pair.of(relay, Shared.PKI, "job-17")) {
      URI page = relay.management().resolve("/q/frelay");
      given().header("Host", "rebound.example").get(page).then().statusCode(421);
      Optional<Path> program = Browser.program();
      assumeThat(program).as("Chromium on PATH, to look at the page").isPresent();
      Future<PeerConnection> waits = Parties.connect(relay, Shared.PKI, "0", "1", "job-18");
      try (Browser browser = Browser.open(program.get(), profile, page.toString())) {
        assertThat(browser.await(textOf("sessions"))).contains("job-17");
        assertThat(browser.await(textOf("waiters"))).contains("job-18");
        pair.talk();
        // A newer docs/console.png
        browser.screenshot(620, Project.ROOT.resolve("lab/scenarios/target/console.png"));
      } finally {
        waits.cancel(true);
      }
    }
  }

  /** The first row of a table, once it is there. */
  private static String textOf(String table) {
    return "document.querySelector('#%s td')?.parentNode.textContent".formatted(table);
  }

  private static void assertLoadsNothingFromElsewhere(RelayProcess relay) {
    get(relay.management().resolve("/q/frelay"))
        .then()
        .statusCode(200)
        .contentType("text/html")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("/q/frelay/console.js"));
    get(relay.management().resolve("/q/frelay/console.js"))
        .then()
        .statusCode(200)
        .contentType("text/javascript");
  }

  /** The first one; the rest of the answer is not waited for. */
  private static JsonPath event(RelayProcess relay) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(relay.management().resolve("/q/frelay/events")).build();
    HttpResponse<Stream<String>> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(response.headers().allValues("content-type"))
        .isEqualTo(List.of("text/event-stream"));
    try (Stream<String> lines = response.body()) {
      String data = lines.filter(line -> line.startsWith("data: ")).findFirst().orElseThrow();
      return JsonPath.from(data.substring("data: ".length()));
    }
  }
}
