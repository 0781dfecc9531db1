package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
  private static final Map<String, String> VARIABLES =
      Map.of("TOKEN", "very-secret", "TWO_LINES", "very-secret\nanother");

  @TempDir private Path folder;

  private SessionPlan read(String text) throws IOException, RunException {
    Path file = Files.writeString(folder.resolve("session.yaml"), text);
    return SessionFile.read(file, VARIABLES);
  }

  private void refused(String error, String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(RunException.class)
        .hasMessage(folder.resolve("session.yaml") + error)
        .hasMessageNotContaining("very-secret");
  }

  @Test
  void defaultsAreAMinuteAndAllPartiesForPeers() throws Exception {
    SessionPlan session =
        read(
            """
            parties:
              1: {http: http://localhost:8081}
              0: {http: 'https://frelay.example.org/overlap'}
            """);
    assertThat(session.deadline()).isEqualTo(Duration.ofSeconds(60));
    assertThat(session.handler()).isEmpty();
    assertThat(session.peers()).containsExactly("1", "0");
    assertThat(session.targets().get("1").name()).isEqualTo("http localhost:8081");
    assertThat(session.targets().get("0").name()).isEqualTo("http frelay.example.org");
  }

  @Test
  void allCanBeSet() throws Exception {
    SessionPlan session =
        read(
            """
            deadline: 2m
            handler: total
            tag-prefix: nightly-
            peers: ["0", "1"]
            relay: relay.example.org:6000
            parties:
              "0":
                http: https://frelay.example.org
                headers:
                  Authorization: Bearer ${TOKEN}
            """);
    assertThat(session.deadline()).isEqualTo(Duration.ofMinutes(2));
    assertThat(session.handler()).contains("total");
    assertThat(session.tagPrefix()).isEqualTo("nightly-");
    assertThat(session.relay()).contains("relay.example.org:6000");
    assertThat(session.peers()).containsExactly("0", "1");
    Destination to = ((HttpTarget) session.targets().get("0")).to();
    assertThat(to.headers().get(0).value()).isEqualTo("Bearer very-secret");
    assertThat(session.toString()).doesNotContain("very-secret");
  }

  @Test
  void aPartyAloneMeetsThePeersOfItsFunction() throws Exception {
    assertThat(read("parties: {0: {http: 'http://localhost'}}").peers()).isEmpty();
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() {
    refused(":1: parties is missing", "deadline: 5s");
    refused(":2: parties is there twice", "parties: {}\nparties: {}");
    refused(":1: parties names no party", "parties: {}");
    refused(":1: deadline is no time; write 90s or 5m", "deadline: soon");
    refused(":1: peers must be a list, such as [\"0\", \"1\"]", "peers: 1\nparties: {}");
    refused(":2: partys is no field that is known here", "parties: {}\npartys: 1");
    refused(":2: 'parties.0' is no list of fields", "parties:\n  0: aws");
    refused(":1: 'parties' is no list of fields", "parties:\n");
    refused(":2: parties.0.http must have one value", "parties:\n  0: {http: [1]}");
    refused(": the file is empty; see docs/run.md", "");
  }

  @Test
  void textThatIsNoYamlIsNotQuoted() {
    assertThatThrownBy(() -> read("parties:\n  0: {very-secret: 'x\n"))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(folder.resolve("session.yaml") + ":")
        .hasMessageContaining("this is not YAML")
        .hasMessageNotContaining("very-secret");
    assertThatThrownBy(() -> SessionFile.read(folder.resolve("none"), Map.of()))
        .hasMessage("there is no file " + folder.resolve("none"));
  }

  @Test
  void aUrlIsCheckedBeforeItIsCalled() {
    String url = "parties:\n  0:\n    http: ";
    String wrong = ":3: parties.0.http must be a URL, such as https://host/handler";
    refused(wrong, url + "localhost:8080");
    refused(wrong, url + "ftp://host");
    refused(wrong, url + "'https://a b'");
    refused(":3: parties.0.http must have no password; use headers", url + "https://a:b@host");
    refused(":4: parties.0.port is no field that is known here", url + "http://a\n    port: 1");
  }

  @Test
  void aHeaderTakesItsSecretFromAVariable() {
    String headers = "parties:\n  0:\n    http: https://host\n    headers:\n      ";
    String field = ":5: parties.0.headers.Authorization ";
    refused(
        field + "must name a variable, as ${TOKEN}: the file holds no secrets",
        headers + "Authorization: very-secret");
    refused(
        field + "needs the variable NONE, which is not set", headers + "Authorization: ${NONE}");
    refused(
        field + "has a character that a header cannot have",
        headers + "Authorization: ${TWO_LINES}");
    refused(":5: parties.0.headers.Host is no header that can be set", headers + "Host: ${TOKEN}");
    refused(
        ":3: parties.0.http must begin with https://, since it has headers with secrets",
        headers.replace("https", "http") + "Authorization: ${TOKEN}");
  }
}
