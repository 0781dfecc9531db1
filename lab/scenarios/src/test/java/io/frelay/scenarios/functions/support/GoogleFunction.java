package io.frelay.scenarios.functions.support;

import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.TemporaryFolder;
import io.frelay.testkit.process.FreePort;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A deployment folder under Google's own invoker, which is what runs Java functions on Google
 * Cloud. Takes any number of invocations at a time, as functions of the second generation do.
 */
public final class GoogleFunction implements CloudFunction {
  /** For requests that are answered. */
  public static final String HTTP = "io.quarkus.gcp.functions.QuarkusHttpFunction";

  /** For CloudEvents. */
  public static final String EVENTS = "io.quarkus.gcp.functions.QuarkusCloudEventsFunction";

  /** For CloudEvents, with Funqy. */
  public static final String FUNQY_EVENTS =
      "io.quarkus.funqy.gcp.functions.FunqyCloudEventsFunction";

  private static final Path INVOKER =
      Project.ROOT.resolve("lab/scenarios/target/google/java-function-invoker.jar");

  /** Beyond what the platform allows, so that a test tells what hangs. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final int port = FreePort.next();
  private final FunctionProcess function;

  private GoogleFunction(
      String java, String module, String entryPoint, Map<String, String> environment) {
    Path deployment = Project.ROOT.resolve(module).resolve("target/deployment");
    List<String> command =
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-jar",
            INVOKER.toString(),
            "--classpath",
            deployment + "/*",
            "--target",
            entryPoint);
    Map<String, String> all = new HashMap<>(environment);
    all.put("K_SERVICE", "frelay");
    all.put("PORT", Integer.toString(port));
    function = FunctionProcess.start(command, TemporaryFolder.create("google"), all);
  }

  /**
   * Starts the examples' jar.
   *
   * @param environment besides the platform's
   */
  public static GoogleFunction start(String entryPoint, Map<String, String> environment) {
    return start(Project.JAVA, "gcp", entryPoint, environment);
  }

  /** Starts any example's jar with any JDK. */
  public static GoogleFunction start(
      String java, String example, String entryPoint, Map<String, String> environment) {
    return startModule(java, "examples/" + example, entryPoint, environment);
  }

  /** Starts the trial handlers. */
  public static GoogleFunction startTrials(Map<String, String> environment) {
    return startModule(Project.JAVA, "lab/trials/gcp", HTTP, environment);
  }

  private static GoogleFunction startModule(
      String java, String module, String entryPoint, Map<String, String> environment) {
    GoogleFunction function = new GoogleFunction(java, module, entryPoint, environment);
    try {
      await("the function under Google's invoker; its log: " + function.log())
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .failFast("the function ended: " + function.log(), () -> !function.process().isAlive())
          .until(function::listens);
      return function;
    } catch (RuntimeException | Error e) {
      function.close();
      throw e;
    }
  }

  /** URL of the function. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  @Override
  public Answer invoke(String json, Duration limit) {
    return Http.answer(request(limit).body(json).post());
  }

  /** A request with JSON, for a test to complete. */
  public RequestSpecification request(Duration limit) {
    return Http.request(limit.plus(GRACE))
        .baseUri("http://127.0.0.1")
        .port(port)
        .contentType("application/json");
  }

  /** Waits for a line of the log that contains a text; the lines are JSON, for Google's logging. */
  public void awaitLog(String text) {
    await("a line with " + text + "; the log: " + log())
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> log().replace("\\\"", "\"").contains(text));
  }

  private boolean listens() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  @Override
  public FunctionProcess running() {
    return function;
  }
}
