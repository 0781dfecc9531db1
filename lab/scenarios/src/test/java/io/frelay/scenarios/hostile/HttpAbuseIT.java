package io.frelay.scenarios.hostile;

import static io.frelay.scenarios.hostile.HttpConversation.responses;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP that no well-meaning client sends, to each port of ours that speaks it. */
class HttpAbuseIT {
  private static final int FRAMES = 10_000 * AttackedRelay.SCALE;

  private static RelayProcess relay;
  @AutoClose private static CodeEngineApp function;
  @AutoClose private static CodeEngineApp functionWithHttp2;

  enum Port {
    MANAGEMENT,
    FUNCTION,
    FUNCTION_WITH_HTTP_2;

    HttpConversation connect() throws IOException {
      URI uri =
          switch (this) {
            case MANAGEMENT -> relay.management();
            case FUNCTION -> URI.create(function.url());
            case FUNCTION_WITH_HTTP_2 -> URI.create(functionWithHttp2.url());
          };
      return new HttpConversation(uri.getPort());
    }
  }

  @BeforeAll
  static void deploy() {
    relay = Shared.relay();
    Map<String, String> environment = HttpPlatform.environment(relay);
    function = CodeEngineApp.start(environment);
    environment.put("QUARKUS_HTTP_HTTP2", "true");
    functionWithHttp2 = CodeEngineApp.start(environment);
  }

  /** Whatever was sent: the next one is answered. */
  @AfterEach
  void allServeOn() throws IOException {
    for (Port port : Port.values()) {
      try (HttpConversation next = port.connect()) {
        next.send("GET /q/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(responses(next.untilItHangsUp())).as("%s", port).isEqualTo(1);
      }
    }
  }

  /** A line end in a quoted chunk extension is no line end to a proxy, so it must not be to us. */
  @ParameterizedTest
  @EnumSource
  void aRequestInAChunkExtension(Port port) throws IOException {
    try (HttpConversation client = port.connect()) {
      client
          .send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
          .send("1;a=\"\r\nX\r\n0\r\n\r\n")
          .send("GET /smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n")
          .send("\"\r\nY\r\n0\r\n\r\n");
      assertThat(responses(client.untilItHangsUp())).isLessThanOrEqualTo(1);
    }
  }

  /** By its length the body contains a request; by its chunks it ends before it. */
  @ParameterizedTest
  @EnumSource
  void aRequestWithTwoLengths(Port port) throws IOException {
    String smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    try (HttpConversation client = port.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n%s"
              .formatted(smuggled.length(), smuggled));
      assertThat(responses(client.untilItHangsUp())).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHeaderWithoutEnd(Port port) throws IOException {
    try (HttpConversation client = port.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: ").send("x".repeat(100_000));
      assertThat(responses(client.untilItHangsUp())).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfEmptyContinuations(Port port) throws IOException {
    try (HttpConversation client = port.connect()) {
      client.send(new Http2Frames().requestContinuedByNothing(FRAMES).bytes());
      client.untilItHangsUp();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfRequestsTakenBack(Port port) throws IOException {
    try (HttpConversation client = port.connect()) {
      client.send(new Http2Frames().requestsTakenBack(FRAMES).bytes());
      client.untilItHangsUp();
    }
  }

  /** No platform of ours speaks it to a function; whose does, switches it on. */
  @Test
  void aFunctionSpeaksNoHttp2UnlessToldTo() throws IOException {
    String settings = "\0\0\0\4";
    try (HttpConversation client = Port.FUNCTION.connect()) {
      client.send(new Http2Frames().bytes());
      assertThat(client.untilItHangsUp()).doesNotContain(settings);
    }
  }
}
