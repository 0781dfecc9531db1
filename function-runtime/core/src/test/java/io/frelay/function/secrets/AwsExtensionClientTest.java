package io.frelay.function.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsExtensionClientTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration MEDIUM = Duration.ofMillis(1_500);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String NOT_READY = "not ready to serve traffic, please wait";

  private final Map<String, String> environment = new HashMap<>();
  private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  private record Reply(int status, String body) {}

  @AfterEach
  void stop() {
    end.countDown();
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void takesTheSecretString() throws Exception {
    listen(found("{\\\"RELAY\\\":\\\"r:1\\\"}"));
    Secret secret = ask("frelay/user1/0");
    assertThat(secret.text()).isEqualTo("{\"RELAY\":\"r:1\"}");
    assertThat(secret.source()).isEqualTo("the AWS secret frelay/user1/0");
  }

  @Test
  void membersAroundTheSecretMayBeOfAnyShape() throws Exception {
    listen(
        new Reply(
            200,
            "{\"ARN\":\"a\",\"VersionStages\":[\"AWSCURRENT\"],\"ResultMetadata\":{\"SecretString\":"
                + "\"not this\"},\"SecretBinary\":null,\"SecretString\":\"frelay1.x\"}"));
    assertThat(ask("n").text()).isEqualTo("frelay1.x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frelay/user1/0",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:frelay/user1/0-AbCdEf",
        "a b&c=d#e"
      })
  void anyIdArrivesAsItIs(String id) throws Exception {
    listen(found("s"));
    ask(id);
    assertThat(requests.get(0).getRequestURI().getPath()).isEqualTo("/secretsmanager/get");
    String query = requests.get(0).getRequestURI().getRawQuery();
    assertThat(URLDecoder.decode(query, UTF_8)).isEqualTo("secretId=" + id);
  }

  @Test
  void showsTheSessionToken() throws Exception {
    environment.put("AWS_SESSION_TOKEN", "session");
    environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container");
    assertThat(tokenShown()).isEqualTo("session");
  }

  @Test
  void underSnapStartShowsTheTokenOfTheContainer() throws Exception {
    environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container");
    assertThat(tokenShown()).isEqualTo("container");
  }

  @Test
  void waitsUntilTheExtensionIsReady() throws Exception {
    listen(new Reply(400, NOT_READY), new Reply(400, NOT_READY), found("s"));
    assertThat(ask("n").text()).isEqualTo("s");
    assertThat(requests).hasSize(3);
  }

  @Test
  void asksAgainAfterAFailureOfTheExtension() throws Exception {
    listen(new Reply(500, "an unexpected error occurred"), found("s"));
    assertThat(ask("n").text()).isEqualTo("s");
  }

  @Test
  void waitsUntilTheExtensionListens() throws Exception {
    int port = freePort();
    environment.put(AwsExtensionClient.PORT_VARIABLE, Integer.toString(port));
    CompletableFuture<Secret> asked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new AwsExtensionClient(environment, LONG).secret("n");
              } catch (SecretsException e) {
                throw new AssertionError(e);
              }
            });
    listenOn(port, found("s"));
    assertThat(asked.get().text()).isEqualTo("s");
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    environment.put(AwsExtensionClient.PORT_VARIABLE, Integer.toString(freePort()));
    assertThatThrownBy(() -> new AwsExtensionClient(environment, SHORT).secret("n"))
        .isInstanceOf(SecretsException.class)
        .hasMessage(
            "FRELAY_AWS_SECRET: AWS's Parameters and Secrets extension gave no secret within 0.3 s"
                + " (Connection refused); is its layer part of the function, and can it reach"
                + " Secrets Manager?");
  }

  @Test
  void saysThatItNeverBecameReady() throws Exception {
    listen(new Reply(400, NOT_READY));
    assertThatThrownBy(() -> new AwsExtensionClient(environment, MEDIUM).secret("n"))
        .hasMessageContaining("within 1.5 s (it says that it is not ready)");
    assertThat(requests).hasSizeGreaterThan(1);
  }

  @Test
  void doesNotWaitLongerForASlowAnswer() throws Exception {
    listen(new Reply(-1, ""));
    assertThatThrownBy(() -> new AwsExtensionClient(environment, SHORT).secret("n"))
        .hasMessageContaining("within 0.3 s (Read timed out)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|ResourceNotFoundException: Secrets Manager can't find it|no secret of that name",
        "404||check its name and region",
        "403||secretsmanager:GetSecretValue",
        "400|AccessDeniedException: User: arn is not authorized|let the function's role",
        "500|operation error: AccessDeniedException|let the function's role",
        "400|InvalidRequestException: marked for deletion|is marked for deletion",
        "500|DecryptionFailure|kms:Decrypt",
        "401|bad session token or header key|AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "302||check its name and region",
        "400|an unexpected error occurred while executing request|check its name and region"
      })
  void saysWhatToDoAboutARefusal(int status, String body, String advice) throws Exception {
    listen(new Reply(status, body == null ? "" : body));
    assertThatThrownBy(() -> ask("frelay/user1/0"))
        .isInstanceOf(SecretsException.class)
        .hasMessageStartingWith(
            "FRELAY_AWS_SECRET: AWS refuses secret frelay/user1/0 with HTTP " + status + ": ")
        .hasMessageContaining(advice);
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"SecretBinary\":\"AAAA\"}",
        "{\"SecretString\":null}",
        "{\"SecretString\":{\"SecretString\":\"no\"}}",
        "{}",
        "[]",
        ""
      })
  void saysThatThereIsNoText(String body) throws Exception {
    listen(new Reply(200, body));
    assertThatThrownBy(() -> ask("n"))
        .hasMessage(
            "FRELAY_AWS_SECRET: the secret has no SecretString, perhaps it is binary; make it with"
                + " fr-adm secrets aws");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "{\"SecretString\":\"hunter2", "{\"a\":hunter2}"})
  void neverQuotesWhatItCannotRead(String body) throws Exception {
    listen(new Reply(200, body));
    assertThatThrownBy(() -> ask("n"))
        .hasMessageContaining("something else than JSON")
        .hasNoCause()
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no port", "0", "65536", "-1", "2773/x?", "2773@evil.example"})
  void refusesAPortThatIsNone(String port) {
    environment.put(AwsExtensionClient.PORT_VARIABLE, port);
    assertThatThrownBy(() -> ask("n"))
        .hasMessage("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT is not a port");
  }

  private Secret ask(String id) throws SecretsException {
    return new AwsExtensionClient(environment, LONG).secret(id);
  }

  private String tokenShown() throws Exception {
    listen(found("s"));
    ask("n");
    return requests.get(0).getRequestHeaders().getFirst("X-Aws-Parameters-Secrets-Token");
  }

  private static Reply found(String escaped) {
    return new Reply(200, "{\"Name\":\"n\",\"SecretString\":\"" + escaped + "\"}");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Gives these replies one after the other, and the last for ever; -1: no reply. */
  private void listen(Reply... inOrder) throws IOException {
    listenOn(0, inOrder);
    environment.put(
        AwsExtensionClient.PORT_VARIABLE, Integer.toString(server.getAddress().getPort()));
  }

  private void listenOn(int port, Reply... inOrder) throws IOException {
    replies.addAll(List.of(inOrder));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange request) throws IOException {
    requests.add(request);
    Reply reply = replies.get(Math.min(requests.size(), replies.size()) - 1);
    try (request) {
      if (reply.status() < 0) {
        end.await();
        return;
      }
      byte[] body = reply.body().getBytes(UTF_8);
      request.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      request.getResponseBody().write(body);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
