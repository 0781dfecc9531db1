package io.frelay.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** JSON-RPC 2.0 over a WebSocket, or the same without a version, as browsers speak it. */
public final class JsonRpc implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final WebSocket socket;
  private final Map<String, String> version;
  private int last;

  private JsonRpc(String address, Map<String, String> version) {
    this.version = version;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Reader())
            .join();
  }

  public static JsonRpc at(String address) {
    return new JsonRpc(address, Map.of("jsonrpc", "2.0"));
  }

  static JsonRpc ofBrowser(String address) {
    return new JsonRpc(address, Map.of());
  }

  /** Calls a method, and returns what it gives. */
  public JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = ++last;
    Map<String, Object> request = new HashMap<>(version);
    request.putAll(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(JSON.writeValueAsString(request), true).join();
    while (true) {
      JsonNode answer = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IllegalStateException("no answer to " + method);
      } else if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.path("result");
      }
    }
  }

  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        try {
          received.add(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
