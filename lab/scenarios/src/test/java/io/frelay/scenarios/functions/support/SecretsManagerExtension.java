package io.frelay.scenarios.functions.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A stand-in for AWS's Parameters and Secrets extension, which runs beside a function. */
public final class SecretsManagerExtension implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();

  public SecretsManagerExtension() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/secretsmanager/get", this::answer);
    server.start();
  }

  public void put(String name, String secretString) {
    secrets.put(name, secretString);
  }

  /** The variables that send a function here. */
  public Map<String, String> environment(String secret) {
    return Map.of(
        "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
        Integer.toString(server.getAddress().getPort()),
        "FRELAY_AWS_SECRET",
        secret);
  }

  /** The token of every request so far. */
  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** Waits for a request. */
  public void awaitRequest() {
    Awaitility.await("a request to the extension")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !tokens.isEmpty());
  }

  /** A secret as the console shows it: an object of texts. */
  public static String json(Map<String, String> texts) {
    return texts.entrySet().stream()
        .map(each -> quoted(each.getKey()) + ":" + quoted(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private void answer(HttpExchange http) throws IOException {
    try (http) {
      tokens.add(http.getRequestHeaders().getFirst("X-Aws-Parameters-Secrets-Token"));
      String id = URLDecoder.decode(http.getRequestURI().getRawQuery(), UTF_8);
      String secret = secrets.get(id.substring("secretId=".length()));
      byte[] body =
          (secret == null
                  ? "ResourceNotFoundException: Secrets Manager can't find the specified secret."
                  : "{\"ARN\":\"a\",\"Name\":\"n\",\"SecretString\":" + quoted(secret) + "}")
              .getBytes(UTF_8);
      http.sendResponseHeaders(secret == null ? 400 : 200, body.length);
      http.getResponseBody().write(body);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
