package io.frelay.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that ask for nothing, or not to the end. */
@Timeout(60)
class ManagementConnectionsTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  private void serve(Duration timeout) throws Exception {
    server =
        ManagementConnections.server(
            vertx, "127.0.0.1", 0, timeout, request -> request.response().end("x"));
    server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void end() throws Exception {
    for (Socket each : sockets) {
      each.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static void ask(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
    String answer = new String(socket.getInputStream().readNBytes(39), US_ASCII);
    assertThat(answer).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx");
  }

  @Test
  void theOneThatAskedLongestAgoMakesRoom() throws Exception {
    serve(Duration.ofHours(1));
    Socket asks = connect();
    ask(asks);
    Socket silent = connect();
    ask(silent);
    ask(asks);
    for (int i = 0; i < ManagementConnections.MAX_CONNECTIONS - 1; i++) {
      ask(connect());
    }
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
    ask(asks);
  }

  @Test
  void neitherSilenceNorHalfARequestLastsForEver() throws Exception {
    serve(Duration.ofMillis(300));
    Socket silent = connect();
    Socket half = connect();
    half.getOutputStream().write(REQUEST.substring(0, 20).getBytes(US_ASCII));
    Socket answered = connect();
    ask(answered);
    for (Socket each : List.of(silent, half, answered)) {
      assertThat(each.getInputStream().read()).isEqualTo(-1);
    }
  }
}
