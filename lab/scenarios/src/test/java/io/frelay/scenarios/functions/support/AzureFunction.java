package io.frelay.scenarios.functions.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.TemporaryFolder;
import io.frelay.testkit.process.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The example behind an emulation of the Functions host's custom handler contract, after
 * DefaultHttpWorkerService and HttpScriptInvocationResultExtensions of the host: reads host.json
 * and function.json from a folder, starts the program, waits until it answers anything, and serves
 * {@code /api/FUNCTION}.
 */
public final class AzureFunction implements HttpFunction {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Functions with other bindings than a handler's, and their folders. */
  private static final Map<String, String> SPECIAL =
      Map.of("frelay", "meet", "meet", "meet", "queued", "queued");

  private static final Duration START = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path folder;
  private final boolean forwarding;
  private final URI handler;
  private final FunctionProcess process;
  private final HttpServer front;

  private AzureFunction(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    JsonNode custom = JSON.readTree(folder.resolve("host.json").toFile()).get("customHandler");
    forwarding = custom.path("enableForwardingHttpRequest").asBoolean();
    int port = FreePort.next();
    handler = URI.create("http://127.0.0.1:" + port);
    Map<String, String> all = new HashMap<>(environment);
    all.put("FUNCTIONS_HTTPWORKER_PORT", Integer.toString(port));
    all.put("FUNCTIONS_CUSTOMHANDLER_PORT", Integer.toString(port));
    all.put("FUNCTIONS_CUSTOMHANDLER_WORKER_ID", UUID.randomUUID().toString());
    all.put("FUNCTIONS_APPLICATION_DIRECTORY", folder.toString());
    process = FunctionProcess.start(command(custom.get("description")), folder, all);
    front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.setExecutor(threads);
    front.createContext("/api/", this::serve);
  }

  /** Deploys the test's folder, with request forwarding or without, and starts it. */
  public static AzureFunction start(boolean forwarding, Map<String, String> environment) {
    return startWith(Project.JAVA, forwarding, environment);
  }

  /** The same with another JDK. */
  public static AzureFunction startWith(
      String java, boolean forwarding, Map<String, String> environment) {
    return start(
        quoted(java, "examples/azure"),
        List.of("overlap", "frelay", "queued"),
        forwarding,
        environment);
  }

  /** Deploys the trial handlers, each as a function, and {@code meet}, which is none. */
  public static AzureFunction startTrials(Map<String, String> environment) {
    return start(
        quoted(Project.JAVA, "lab/trials/azure"),
        List.of(
            "exact",
            "deaf",
            "interrupting",
            "later",
            "whom",
            "booking",
            "ordering",
            "program",
            "unmade",
            "meet"),
        false,
        environment);
  }

  private static AzureFunction start(
      List<String> command,
      List<String> functions,
      boolean forwarding,
      Map<String, String> environment) {
    Path folder = TemporaryFolder.create("azure");
    try {
      ObjectNode host = (ObjectNode) JSON.readTree(resource("host.json"));
      ((ObjectNode) host.get("customHandler")).put("enableForwardingHttpRequest", forwarding);
      Files.writeString(folder.resolve("host.json"), host.toString());
      for (String function : functions) {
        Files.createDirectory(folder.resolve(function));
        String bindings = SPECIAL.getOrDefault(function, "overlap");
        Files.write(
            folder.resolve(function).resolve("function.json"),
            resource(bindings + "/function.json"));
      }
      Path start = folder.resolve("start");
      Files.writeString(
          start, "#!/bin/sh\nexec " + String.join(" ", command) + "\n", StandardCharsets.UTF_8);
      if (!start.toFile().setExecutable(true)) {
        throw new IOException(start + " cannot be made executable");
      }
      return start(folder, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts what is deployed in a folder. */
  public static AzureFunction start(Path folder, Map<String, String> environment)
      throws IOException {
    AzureFunction function = new AzureFunction(folder, environment);
    function.awaitHandler();
    function.front.start();
    return function;
  }

  private static List<String> quoted(String java, String module) {
    return FunctionProcess.javaOf(java, module).stream().map(each -> "'" + each + "'").toList();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = AzureFunction.class.getResourceAsStream("/azure/" + name)) {
      return in.readAllBytes();
    }
  }

  private List<String> command(JsonNode description) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve(description.get("defaultExecutablePath").asText()).toString());
    description.path("arguments").forEach(each -> command.add(each.asText()));
    return command;
  }

  private void awaitHandler() {
    await("the custom handler")
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> !process.process().isAlive())
        .until(
            () -> {
              try {
                return client
                        .send(HttpRequest.newBuilder(handler).build(), BodyHandlers.discarding())
                        .statusCode()
                    > 0;
              } catch (ConnectException e) {
                return false;
              }
            });
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/api/".length());
      String function = path.replaceFirst("/$", ""); // a route's is optional
      JsonNode bindings = bindings(function);
      if (bindings == null) {
        send(exchange, new Answer(404, ""));
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      send(exchange, forwarding ? forward(exchange, body) : wrap(exchange, body, function));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode bindings(String function) throws IOException {
    Path file = folder.resolve(function).resolve("function.json");
    return Files.exists(file) ? JSON.readTree(file.toFile()).get("bindings") : null;
  }

  private static String binding(JsonNode bindings, String direction) {
    for (JsonNode each : bindings) {
      if (each.get("direction").asText().equals(direction)) {
        return each.get("name").asText();
      }
    }
    throw new AssertionError("no binding " + direction);
  }

  private Answer forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(exchange.getRequestURI().toString())
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!List.of("host", "connection", "content-length")
                  .contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  private Answer wrap(HttpExchange exchange, byte[] body, String function)
      throws IOException, InterruptedException {
    JsonNode bindings = bindings(function);
    ObjectNode request = JSON.createObjectNode();
    request.put("Url", "http://localhost" + exchange.getRequestURI());
    request.put("Method", exchange.getRequestMethod());
    request.putObject("Query");
    request.set("Headers", JSON.valueToTree(exchange.getRequestHeaders()));
    request.putObject("Params");
    request.put("Body", new String(body, StandardCharsets.UTF_8));
    HttpResponse<String> response = ask(function, binding(bindings, "in"), request);
    if (response.statusCode() / 100 != 2) {
      return new Answer(500, ""); // what the host makes of a failed invocation
    }
    JsonNode result = JSON.readTree(response.body());
    String output = binding(bindings, "out");
    JsonNode http =
        output.equals("$return")
            ? JSON.readTree(result.get("ReturnValue").textValue())
            : result.get("Outputs").get(output);
    // All of them are required by some version of the host.
    for (String member : List.of("statusCode", "status", "headers", "body")) {
      if (!http.hasNonNull(member)) {
        throw new AssertionError("no " + member + " in " + response.body());
      }
    }
    return new Answer(http.get("statusCode").asInt(), http.get("body").textValue());
  }

  /**
   * Has a queue's message come.
   *
   * @return what the handler answered; the host puts ReturnValue into the queue of the output
   *     binding, and delivers the message again unless the status is 2xx
   */
  public Answer deliver(String function, String message) throws Exception {
    // The host writes a text as JSON, into a text.
    String item = JSON.writeValueAsString(message);
    HttpResponse<String> response =
        ask(function, binding(bindings(function), "in"), JSON.getNodeFactory().textNode(item));
    return response.statusCode() / 100 == 2
        ? new Answer(
            response.statusCode(), JSON.readTree(response.body()).get("ReturnValue").textValue())
        : new Answer(response.statusCode(), response.body());
  }

  /** Has any other trigger fire, with its data as the host writes it. */
  public Answer trigger(String function, String json) throws Exception {
    HttpResponse<String> response =
        ask(function, binding(bindings(function), "in"), JSON.readTree(json));
    return new Answer(response.statusCode(), response.body());
  }

  private HttpResponse<String> ask(String function, String binding, JsonNode data)
      throws IOException, InterruptedException {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.putObject("Data").set(binding, data);
    ObjectNode metadata = envelope.putObject("Metadata");
    metadata.putObject("sys").put("MethodName", function).put("RandGuid", "1");
    return client.send(
        request("/" + function)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(envelope.toString()))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(handler.resolve(path))
        .header("X-Azure-Functions-HostVersion", "4.1036.0")
        .header("X-Azure-Functions-InvocationId", UUID.randomUUID().toString());
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  int port() {
    return front.getAddress().getPort();
  }

  /** The function that is none in particular: the request says which. */
  @Override
  public String url() {
    return url("frelay");
  }

  @Override
  public String url(String function) {
    return "http://127.0.0.1:" + port() + "/api/" + function;
  }

  @Override
  public FunctionProcess running() {
    return process;
  }

  @Override
  public void close() {
    front.stop(0);
    threads.shutdownNow();
    process.close();
  }
}
