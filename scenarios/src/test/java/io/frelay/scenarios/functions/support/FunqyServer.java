package io.frelay.scenarios.functions.support;

import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Project;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of Funqy as an HTTP server, on a free port. */
public final class FunqyServer implements CloudFunction {
  private static final Pattern LISTENS = Pattern.compile("Listening on: http://\\S+?:(\\d+)");

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Process process;
  private int port;

  private FunqyServer(Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Project.JAVA,
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Project.ROOT
                .resolve("examples/funqy/http/target/quarkus-app/quarkus-run.jar")
                .toString());
    builder.redirectErrorStream(true).environment().clear();
    builder.environment().put("PORT", "0");
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread reader = new Thread(this::readLog, "function log");
    reader.setDaemon(true);
    reader.start();
  }

  public static FunqyServer start(Map<String, String> environment) {
    FunqyServer server = new FunqyServer(environment);
    try {
      await("the server of Funqy; its log: " + server.log)
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .failFast("the server ended: " + server.log, () -> !server.process.isAlive())
          .until(server::listens);
      return server;
    } catch (RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  /** Calls the function {@code overlap}. */
  @Override
  public Answer invoke(String json, Duration limit) {
    Response response = request().body(json).post("/overlap");
    return new Answer(response.statusCode(), response.asString());
  }

  /** A request, for a test to complete. */
  public RequestSpecification request() {
    return RestAssured.given()
        .baseUri("http://127.0.0.1")
        .port(port)
        .contentType("application/json");
  }

  @Override
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private boolean listens() {
    for (String line : log) {
      Matcher matcher = LISTENS.matcher(line);
      if (matcher.find()) {
        port = Integer.parseInt(matcher.group(1));
        return true;
      }
    }
    return false;
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
      }
    } catch (IOException e) {
      // The process has ended.
    }
  }
}
