package io.frelay.function.deployment.devui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.frelay.testkit.browser.Browser;
import io.frelay.testkit.browser.JsonRpc;
import io.frelay.testkit.process.FreePort;
import io.quarkus.test.QuarkusDevModeTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The card's pages, and what they ask for, in real dev mode. */
class DevUiTest {
  private static final int PORT = FreePort.next();

  @RegisterExtension
  static final QuarkusDevModeTest APPLICATION =
      new QuarkusDevModeTest()
          .withApplicationRoot(
              root ->
                  root.addClasses(Join.class, Join.Word.class)
                      .addAsResource(
                          new StringAsset(
                              "quarkus.http.port="
                                  + PORT
                                  + "\nquarkus.frelay.devservices.parties=1,2\n"),
                          "application.properties"));

  /** The page inside the Dev UI, which is a tree of shadow roots. */
  private static final String FIND =
      """
      var find = (root) => {
        for (const each of root.querySelectorAll('*')) {
          const inside = each.localName === 'qwc-frelay-call'
              ? each.shadowRoot
              : each.shadowRoot && find(each.shadowRoot);
          if (inside) return inside;
        }
      };
      var page = find(document);
      """;

  /** What this module's other tests do without. */
  private static final List<String> NEEDED =
      List.of("quarkus.frelay.devservices.enabled", "quarkus.http.host-enabled");

  private static final Map<String, String> FORMER = new HashMap<>();

  @TempDir Path profile;

  @BeforeAll
  static void enable() {
    NEEDED.forEach(name -> FORMER.put(name, System.setProperty(name, "true")));
  }

  @AfterAll
  static void restore() {
    FORMER.forEach(
        (name, value) -> {
          String unused =
              value == null ? System.clearProperty(name) : System.setProperty(name, value);
        });
  }

  @Test
  void oneCallRunsAllPartiesEachWithItsInput() throws Exception {
    callByJsonRpc();
    Optional<Path> program = Browser.program();
    assumeThat(program).as("Chromium on PATH, to look at the page").isPresent();
    callByPage(program.get());
  }

  private static void callByJsonRpc() throws Exception {
    try (JsonRpc ui = JsonRpc.at("ws://localhost:" + PORT + "/q/dev-ui/json-rpc-ws")) {
      JsonNode handler = ui.call("frelay-function_handlers", Map.of()).path("object").get(0);
      assertThat(handler.path("name").asText()).isEqualTo("join");
      assertThat(handler.path("example").asText()).contains("\"word\" : \"\"");

      String inputs = "{\"0\":{\"word\":\"a\"},\"1\":{\"word\":\"b\"},\"2\":{\"word\":\"c\"}}";
      JsonNode outcomes =
          ui.call("frelay-function_call", Map.of("handler", "join", "tag", "", "inputs", inputs))
              .path("object");
      assertThat(outcomes.path("0").asText()).isEqualTo("\"a b c\"");
      assertThat(outcomes.path("1").asText()).isEqualTo("\"b c a\"");

      JsonNode past = ui.call("frelay-function_invocations", Map.of()).path("object").get(0);
      assertThat(past.path("handler").asText()).isEqualTo("join");
      assertThat(past.path("peers").asText()).isEqualTo("1, 2");
      assertThat(past.path("outcome").asText()).isEqualTo("done");

      String console = ui.call("frelay-function_console", Map.of()).path("object").asText();
      HttpRequest page = HttpRequest.newBuilder(URI.create(console)).build();
      assertThat(HttpClient.newHttpClient().send(page, BodyHandlers.ofString()).body())
          .contains("<title>Frelay relay</title>");

      JsonNode parties = ui.call("frelay-function_parties", Map.of()).path("object");
      assertThat(parties).hasSize(3);
      assertThat(parties.get(2).path("name").asText()).isEqualTo("2");
      assertThat(parties.get(2).path("problem").asText()).isEmpty();
    }
  }

  private void callByPage(Path program) throws Exception {
    String address = "http://localhost:" + PORT + "/q/dev-ui/frelay-function/call-a-handler";
    try (Browser browser = Browser.open(program, profile, address)) {
      String unused = browser.await(FIND + "page?.querySelector('#call') && 'there'");
      unused =
          browser.await(
              FIND
                  + """
                  page.querySelectorAll('vaadin-text-area').forEach((area, i) => {
                    area.value = JSON.stringify({ word: 'w' + i });
                  });
                  page.querySelector('#call').click();
                  'clicked'
                  """);
      String outcome =
          browser.await(FIND + "page.querySelector('pre[data-party=\"2\"]')?.textContent");
      assertThat(outcome).isEqualTo("\"w2 w1 w0\"");
    }
  }
}
