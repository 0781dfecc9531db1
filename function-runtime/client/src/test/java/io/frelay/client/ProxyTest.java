package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.frelay.client.TestCa.Wanted;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To the relay through a proxy that the environment names. */
@Timeout(60)
class ProxyTest extends TestRelayTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  /** A name that no DNS knows: only the proxy does. */
  private static final RelayAddress RELAY = new RelayAddress("relay.invalid", 6000);

  private static final String PASSWORD = "p@ss:w%rd";

  @TempDir private Path folder;

  private FrelayClient client(String party, String variable, String url) throws Exception {
    Proxies proxies = Proxies.fromEnvironment(Map.of(variable, url));
    FrelayClient.Builder options = FrelayClient.builder().proxies(proxies);
    return world.client(party, RELAY, options);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, http://",
    "https_proxy, ''",
    "ALL_PROXY, socks5://",
    "all_proxy, socks5h://",
    "HTTPS_PROXY, http://me%2F1:p%40ss:w%25rd@",
    "ALL_PROXY, socks5://me%2F1:p%40ss:w%25rd@"
  })
  void twoPartiesMeetThroughOne(String variable, String url) throws Exception {
    boolean named = url.endsWith("@");
    try (TestProxy proxy =
        new TestProxy(
            relay.address(), named ? Optional.of("me/1:" + PASSWORD) : Optional.empty())) {
      Future<String> join = relay.joinTwo("");
      String whole = url + "127.0.0.1:" + proxy.port();
      Future<PeerConnection> other =
          relay.async(() -> client("1", variable, whole).connect("0", "t", LONG));
      try (PeerConnection zero = client("0", variable, whole).connect("1", "t", LONG);
          PeerConnection one = TestRelay.get(other)) {
        zero.messages().send(new byte[] {7});
        assertThat(one.messages().receive().orElseThrow()).containsExactly(7);
        zero.shutdownOutput();
      }
      TestRelay.get(join);
      assertThat(proxy.asked()).containsExactly("relay.invalid:6000", "relay.invalid:6000");
    }
  }

  private TestProxy proxyInTls(String name, String login) throws Exception {
    Wanted wanted = Wanted.party(name, "proxies");
    return new TestProxy(
        relay.address(),
        Optional.of(login),
        Optional.of(world.relayCa.context(world.relayCa.issue(wanted))));
  }

  private FrelayClient client(String party, TestProxy proxy, String... more) throws Exception {
    Map<String, String> variables = new HashMap<>();
    variables.put("HTTPS_PROXY", "https://me:p%40ss:w%25rd@localhost:" + proxy.port());
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    FrelayClient.Builder options =
        FrelayClient.builder().proxies(Proxies.fromEnvironment(variables));
    return world.client(party, RELAY, options);
  }

  /** One ends its direction first, and then gets more than fits any buffer. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoPartiesMeetThroughOneThatSpeaksTls(boolean byFile) throws Exception {
    String authority = world.relayCa.own.certPem();
    Path file = Files.writeString(folder.resolve("ca.pem"), authority);
    String[] trust =
        byFile
            ? new String[] {"PROXY_CA_FILE", file.toString()}
            : new String[] {"PROXY_CA", authority};
    byte[] much = new byte[3_000_000];
    new Random(1).nextBytes(much);
    try (TestProxy proxy = proxyInTls("localhost", "me:" + PASSWORD)) {
      Future<String> join = relay.joinTwo("");
      Future<PeerConnection> other =
          relay.async(() -> client("1", proxy, trust).connect("0", "t", LONG));
      try (PeerConnection zero = client("0", proxy, trust).connect("1", "t", LONG);
          PeerConnection one = TestRelay.get(other)) {
        zero.out().write(7);
        zero.shutdownOutput();
        assertThat(one.in().readAllBytes()).containsExactly(7);
        Future<Void> writing =
            relay.async(
                () -> {
                  one.out().write(much);
                  one.shutdownOutput();
                  return null;
                });
        assertThat(zero.in().readAllBytes()).isEqualTo(much);
        TestRelay.get(writing);
      }
      TestRelay.get(join);
      assertThat(proxy.asked()).containsExactly("relay.invalid:6000", "relay.invalid:6000");
    }
  }

  /** Nor is the login sent to it. */
  @ParameterizedTest
  @CsvSource({
    "localhost, false, is not signed by a CA that is trusted here",
    "other.example, true, is not acceptable"
  })
  void oneWithAWrongCertificateIsRefused(String name, boolean trusted, String message)
      throws Exception {
    try (TestProxy proxy = proxyInTls(name, "me:" + PASSWORD)) {
      String[] trust =
          trusted ? new String[] {"PROXY_CA", world.relayCa.own.certPem()} : new String[0];
      ProxyException failure = failure(client("0", proxy, trust), LONG);
      assertThat(failure)
          .hasMessageContaining("the proxy https://localhost:" + proxy.port())
          .hasMessageContaining(message)
          .hasMessageContaining("PROXY_CA_FILE");
      assertThat(failure.attempts()).isEqualTo(1);
      assertThat(all(failure)).doesNotContain("p@ss", "p%40ss");
      assertThat(proxy.asked()).isEmpty();
    }
  }

  @Test
  void oneThatSpeaksNoTlsIsSaidNotTo() throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.empty())) {
      proxy.answer("HTTP/1.1 400 Bad Request\r\n\r\n");
      String url = "https://localhost:" + proxy.port();
      assertThat(failure(client("0", "HTTPS_PROXY", url), LONG))
          .hasMessageContaining("does not speak TLS that we accept: what came is not TLS");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY_CA, no pem, PROXY_CA is not PEM",
    "PROXY_CA_FILE, /nowhere/ca.pem, PROXY_CA_FILE: /nowhere/ca.pem cannot be read"
  })
  void aWrongAuthorityOfTheProxyIsNamed(String name, String value, String message) {
    assertThatThrownBy(
            () ->
                Proxies.fromEnvironment(
                    Map.of("HTTPS_PROXY", "https://me:s3cret@proxy", name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .satisfies(failure -> assertThat(all(failure)).doesNotContain("s3cret"));
  }

  /** At once, and with nothing of the password. */
  @ParameterizedTest
  @CsvSource({
    "http://, wants a user name and password; write http://name:password@host:port in HTTPS_PROXY",
    "http://me:p%40sswrong@, does not accept the user name and password of HTTPS_PROXY",
    "socks5://, wants a user name and password; write socks5://name:password@host:port",
    "socks5://me:p%40sswrong@, does not accept the user name and password of HTTPS_PROXY"
  })
  void whoIsNotKnownToItIsToldSo(String url, String message) throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.of("me:" + PASSWORD))) {
      FrelayClient client = client("0", "HTTPS_PROXY", url + "127.0.0.1:" + proxy.port());
      ProxyException failure = failure(client, LONG);
      assertThat(failure).hasMessageContaining(message);
      assertThat(failure.attempts()).isEqualTo(1);
      assertThat(all(failure) + client).doesNotContain("p@ss", "p%40ss");
    }
  }

  private static ProxyException failure(FrelayClient client, Duration timeout) {
    return catchThrowableOfType(ProxyException.class, () -> client.connect("1", "t", timeout));
  }

  private static String all(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "http, 'HTTP/1.1 403 No\r\n\r\n', 'does not connect to relay.invalid:6000 (status 403)'",
    "http, '\u0005\u0000', does not answer in HTTP",
    "http, 'SSH-2.0-x\r\n\r\n', does not answer in HTTP",
    "socks5, 'HTTP/1.1 400 Bad Request\r\n\r\n', does not answer in SOCKS5",
    "socks5, '\u0005\u0000\u0005\u0002\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000', its rules"
  })
  void whatCannotSucceedIsNotRepeated(String scheme, String answer, String message)
      throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.empty())) {
      proxy.answer(answer);
      String url = scheme + "://127.0.0.1:" + proxy.port();
      ProxyException failure = failure(client("0", "HTTPS_PROXY", url), LONG);
      assertThat(failure).hasMessageContaining(message).hasMessageContaining(url);
      assertThat(failure.attempts()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.empty())) {
      proxy.answer("HTTP/1.1 200 OK\r\n" + "Header: more\r\n".repeat(10_000));
      FrelayClient client = client("0", "HTTPS_PROXY", "127.0.0.1:" + proxy.port());
      assertThat(failure(client, LONG)).hasMessageContaining("more than 16384 bytes of headers");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  void aPassingFailureIsRepeatedUntilTheDeadline(String scheme) throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.empty())) {
      proxy.answer(
          scheme.equals("http") ? "HTTP/1.1 503 Wait\r\n\r\n" : "\5\0\5\4\0\1\0\0\0\0\0\0");
      String url = scheme + "://127.0.0.1:" + proxy.port();
      ProxyException failure = failure(client("0", "ALL_PROXY", url), Duration.ofSeconds(1));
      // The last attempt may have had no time for an answer.
      assertThat(all(failure)).contains("does not connect to relay.invalid:6000");
      assertThat(failure.attempts()).isGreaterThan(1);
    }
  }

  @Test
  void oneThatSaysNothingIsGivenUpInTime() throws Exception {
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.empty())) {
      proxy.answer("");
      String url = "http://127.0.0.1:" + proxy.port();
      ProxyException failure = failure(client("0", "ALL_PROXY", url), Duration.ofSeconds(1));
      assertThat(failure).hasMessageContaining("did not answer in time");
    }
  }

  @Test
  void oneThatIsNotThereIsNamed() throws Exception {
    int gone;
    try (TestProxy proxy = new TestProxy(relay.address(), Optional.empty())) {
      gone = proxy.port();
    }
    String url = "http://127.0.0.1:" + gone;
    assertThat(failure(client("0", "ALL_PROXY", url), Duration.ofMillis(300)))
        .hasMessageContaining("the proxy " + url + " cannot be reached")
        .hasMessageContaining("check ALL_PROXY");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relay.example.org:6000 |                      | true",
        "relay.example.org:6000 | example.org          | false",
        "relay.example.org:6000 | .example.org         | false",
        "relay.example.org:6000 | *.example.org        | false",
        "relay.example.org:6000 | a, RELAY.example.org.x, .EXAMPLE.ORG | false",
        "relay.example.org:6000 | ample.org            | true",
        "relay.example.org:6000 | example.org:6001     | true",
        "relay.example.org:6000 | example.org:6000     | false",
        "relay.example.org:6000 | *                    | false",
        "10.1.2.3:6000          | 10.1.2.3             | false",
        "10.1.2.3:6000          | 10.1.0.0/16          | false",
        "10.1.2.3:6000          | 10.2.0.0/16          | true",
        "10.1.2.3:6000          | 2.3                  | true",
        "[fd00::1]:6000         | fd00::/8             | false",
        "[fd00::1]:6000         | [fd00::1]:6000       | false",
        "[fd00::1]:6000         | fe80::/10, 10.0.0.0/x| true",
        "127.0.0.1:6000         |                      | false",
        "[::1]:6000             |                      | false",
        "localhost:6000         |                      | false"
      })
  void exceptionsAreDirect(String relay, String exceptions, boolean proxied) {
    Proxies proxies =
        Proxies.fromEnvironment(
            Map.of("ALL_PROXY", "http://proxy", "NO_PROXY", exceptions == null ? "" : exceptions));
    assertThat(proxies.rules().towards(RelayAddress.parse(relay)).isPresent()).isEqualTo(proxied);
  }

  @Test
  void theVariablesHaveAnOrder() {
    assertThat(
            Proxies.fromEnvironment(
                Map.of("HTTPS_PROXY", "two", "https_proxy", "one:1", "all_proxy", "three")))
        .hasToString("http://one:1");
    assertThat(Proxies.fromEnvironment(Map.of("HTTPS_PROXY", " ", "ALL_PROXY", "socks5://three")))
        .hasToString("socks5://three:1080");
    assertThat(Proxies.fromEnvironment(Map.of("ALL_PROXY", "https://four")))
        .hasToString("https://four:443");
    assertThat(Proxies.fromEnvironment(Map.of("HTTP_PROXY", "five"))).hasToString("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "me:s3cret",
        "http://me:s3cret@",
        "socks4://s3cret:1",
        "http://me:s3cret%zz@proxy",
        "http://me:s3cret@proxy:99999",
        "http://s3cret proxy"
      })
  void whatIsNoProxyIsNotQuoted(String url) {
    assertThatThrownBy(() -> Proxies.fromEnvironment(Map.of("HTTPS_PROXY", url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY is no proxy")
        .satisfies(failure -> assertThat(all(failure)).doesNotContain("s3cret"));
  }

  @Test
  void aBlankVariableCountsAsAbsent() {
    Map<String, String> variables = Map.of("ALL_PROXY", "http://proxy", "no_proxy", " ");
    RelayAddress target = new RelayAddress("relay.example", 6000);
    assertThat(Proxies.fromEnvironment(variables).rules().towards(target)).isPresent();
    Map<String, String> with = new HashMap<>(variables);
    with.put("NO_PROXY", "relay.example");
    assertThat(Proxies.fromEnvironment(with).rules().towards(target)).isEmpty();
  }

  @Test
  void aUrlWithoutItsSchemeIsRefusedInASentence() {
    assertThatThrownBy(() -> Proxies.fromEnvironment(Map.of("ALL_PROXY", "//name://host")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("ALL_PROXY is no proxy that can be used");
  }
}
