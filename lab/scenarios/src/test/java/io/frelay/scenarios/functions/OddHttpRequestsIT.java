package io.frelay.scenarios.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.functions.support.RawHttp;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Unusual but valid HTTP requests, also over HTTP/2. None of them is an error. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OddHttpRequestsIT {
  private static final int TOO_MANY = (6 << 20) + 1;

  private static final HttpClient HTTP_2 =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  private static RelayProcess relay;
  private static CodeEngineApp app;
  private static int port;

  @BeforeAll
  static void start() {
    relay = HttpPlatform.relay();
    Map<String, String> environment = new HashMap<>(HttpPlatform.environment(relay));
    environment.put("QUARKUS_HTTP_HTTP2", "true");
    app = CodeEngineApp.start(environment);
    port = URI.create(app.url()).getPort();
  }

  @AfterAll
  static void nothingWasAnError() {
    app.close();
    assertThat(app.log()).doesNotContain("ERROR", "\tat ");
  }

  private static HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(app.url() + "/overlap"));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    HttpResponse<String> response = HTTP_2.send(request, BodyHandlers.ofString());
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return response;
  }

  @Test
  @Order(1)
  void aHeadIsAnsweredWithoutABody() throws Exception {
    HttpResponse<String> response = send(request().method("HEAD", BodyPublishers.noBody()).build());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Allow")).contains("POST");
    assertThat(RawHttp.send(port, "HEAD /", List.of("Host: h"), "", Parties.PATIENCE))
        .isEqualTo(new Answer(405, ""));
  }

  @Test
  @Order(2)
  void aBodyThatIsTooBig() throws Exception {
    HttpResponse<String> response =
        send(request().POST(BodyPublishers.ofByteArray(new byte[TOO_MANY])).build());
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void optionsOfAll() {
    assertThat(RawHttp.send(port, "OPTIONS *", List.of("Host: h"), "", Parties.PATIENCE).status())
        .isEqualTo(204);
  }

  @Test
  void aRequestWithoutAHost() {
    assertThat(RawHttp.send(port, "POST /overlap", List.of(), "{}", Parties.PATIENCE))
        .isEqualTo(
            new Answer(
                400,
                "{\"error\":{\"code\":\"bad_input\",\"message\":\"the request has no header"
                    + " Host\"}}"));
  }

  @Test
  void aCallerThatLeavesInTheMiddleOfItsBody() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "POST /overlap HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n\r\n{"
                  .getBytes(US_ASCII));
    }
  }

  /** Last: the function ends by it. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aFunctionThatIsBeingStopped() throws Exception {
    String body =
        "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"odd\"},\"input\":{\"items\":[\"a\"]}}";
    Future<Answer> running = Parties.run(() -> app.invoke(body, Parties.PATIENCE));
    try (PlainParty peer = PlainParty.meet(relay, Shared.PKI, "1", "odd", "0")) {
      app.process().toHandle().destroy();
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          send(request().POST(BodyPublishers.ofString("{}")).build()).statusCode())
                      .isEqualTo(503));
      assertThat(running.isDone()).isFalse();
      assertThat(new Overlap().handle(new Overlap.Input(List.of("a")), peer).common())
          .containsExactly("a");
    }
    assertThat(Parties.await(running).status()).isEqualTo(200);
  }
}
