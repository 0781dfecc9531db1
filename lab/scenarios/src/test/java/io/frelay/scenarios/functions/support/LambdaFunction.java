package io.frelay.scenarios.functions.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.frelay.function.ErrorCode;
import io.frelay.scenarios.functions.support.RuntimeApi.Outcome;
import io.frelay.scenarios.support.Project;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The examples' function.zip on Lambda: under AWS's own Runtime Interface Client, started as the
 * managed Java runtimes start it, or its native bootstrap. Takes one invocation at a time.
 */
public final class LambdaFunction implements CloudFunction {
  /** Token that the function passes to the extension. */
  public static final String SESSION_TOKEN = "token-of-the-session";

  /** Token that it passes to the extension under SnapStart. */
  public static final String CONTAINER_TOKEN = "token-of-the-container";

  /** Beyond what Lambda allows, so that a test tells what hangs. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final RuntimeApi api = new RuntimeApi();
  private final FunctionProcess function;

  private LambdaFunction(String java, LambdaPackage deployed, Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(platform(deployed));
    all.put("AWS_LAMBDA_RUNTIME_API", api.address());
    all.putAll(environment);
    function = FunctionProcess.start(deployed.command(java), deployed.folder(), all);
    var unused =
        process().onExit().thenRun(() -> api.failed("the function has ended; its log: " + log()));
  }

  /** Starts one with these variables besides the platform's. */
  public static LambdaFunction start(Map<String, String> environment) {
    return startWith(Project.JAVA, environment);
  }

  /** The same with another JDK. */
  public static LambdaFunction startWith(String java, Map<String, String> environment) {
    return start(java, LambdaPackage.EXAMPLES, environment);
  }

  /** Starts the example with Funqy. */
  public static LambdaFunction startFunqy(Map<String, String> environment) {
    return start(Project.JAVA, LambdaPackage.FUNQY, environment);
  }

  /** Starts the trial handlers. */
  public static LambdaFunction startTrials(Map<String, String> environment) {
    return start(Project.JAVA, LambdaPackage.TRIALS, environment);
  }

  /** Starts the trial handlers behind {@code quarkus-amazon-lambda-rest}. */
  public static LambdaFunction startRestTrials(Map<String, String> environment) {
    return start(Project.JAVA, LambdaPackage.REST_TRIALS, environment);
  }

  private static LambdaFunction start(
      String java, LambdaPackage deployed, Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    all.put("AWS_SESSION_TOKEN", SESSION_TOKEN);
    return new LambdaFunction(java, deployed, all);
  }

  /**
   * Initialises one under SnapStart up to where Lambda takes the snapshot. SnapStart is for the
   * JVM: without one, in a native executable, the test is skipped.
   */
  public static LambdaFunction snapshot(Map<String, String> environment) {
    assumeFalse(
        LambdaPackage.EXAMPLES.isNative(),
        "SnapStart is for the JVM, and this is a native executable");
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    all.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/credentials");
    all.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", CONTAINER_TOKEN);
    LambdaFunction function = new LambdaFunction(Project.JAVA, LambdaPackage.EXAMPLES, all);
    try {
      function.await(function.api.snapshot(), GRACE);
      return function;
    } catch (RuntimeException | Error e) {
      function.close();
      throw e;
    }
  }

  /** Goes on from the snapshot. */
  public void restore() {
    api.restore();
  }

  /**
   * A direct invocation. Its status is 200; or that of the error's code if the function failed by
   * one of ours, the body is then the errorMessage; or 500 with all of Lambda's error.
   */
  @Override
  public Answer invoke(String json, Duration limit) {
    Outcome outcome = send(json, limit);
    if (!outcome.isError()) {
      return new Answer(200, outcome.body());
    }
    String message = JsonPath.from(outcome.body()).getString("errorMessage");
    if (message == null || !message.startsWith("{\"error\":")) {
      return new Answer(500, outcome.body());
    }
    String code = JsonPath.from(message).getString("error.code");
    return new Answer(
        Arrays.stream(ErrorCode.values())
            .filter(each -> each.wireName().equals(code))
            .findFirst()
            .orElseThrow()
            .httpStatus(),
        message);
  }

  /** An invocation through the function's URL. */
  public Answer post(Map<String, String> headers, String body, Duration limit) {
    Outcome outcome = send(LambdaUrl.post(headers, body), limit);
    return outcome.isError() ? new Answer(502, outcome.body()) : LambdaUrl.answer(outcome.body());
  }

  /** The same with a body that is handed on in base64, as AWS does with what is not text. */
  public Answer postBase64(Map<String, String> headers, String body, Duration limit) {
    String encoded = Base64.getEncoder().encodeToString(body.getBytes(UTF_8));
    Outcome outcome = send(LambdaUrl.postBase64(headers, encoded), limit);
    return outcome.isError() ? new Answer(502, outcome.body()) : LambdaUrl.answer(outcome.body());
  }

  /**
   * Any request, through a stage of an HTTP API.
   *
   * @param lines of its header, in which a character is a byte
   */
  public Answer request(
      String method, String path, List<String> lines, String body, Duration limit) {
    return overHttp(LambdaUrl.request("prod", method, path, lines, body), limit);
  }

  /** An event that says that it came over HTTP. */
  public Answer overHttp(String event, Duration limit) {
    Outcome outcome = send(event, limit);
    return outcome.isError() ? new Answer(502, outcome.body()) : LambdaUrl.answer(outcome.body());
  }

  /** Answer to a direct caller, undecoded. */
  public String invokeForError(String json, Duration limit) {
    Outcome outcome = send(json, limit);
    if (!outcome.isError()) {
      throw new AssertionError("no error but: " + outcome.body());
    }
    return outcome.body();
  }

  private Outcome send(String event, Duration limit) {
    return await(api.invoke(event.getBytes(UTF_8), limit), limit.plus(GRACE));
  }

  @Override
  public FunctionProcess running() {
    return function;
  }

  @Override
  public void close() {
    function.close();
    api.close();
  }

  private <T> T await(CompletableFuture<T> result, Duration limit) {
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(
          "nothing from the function after %s; its log: %s".formatted(limit, log()), e);
    }
  }

  private static Map<String, String> platform(LambdaPackage deployed) {
    return Map.of(
        "_HANDLER", deployed.handler(),
        "LAMBDA_TASK_ROOT", deployed.folder().toString(),
        "AWS_REGION", "us-east-1",
        "AWS_LAMBDA_FUNCTION_NAME", "frelay",
        "AWS_LAMBDA_FUNCTION_VERSION", "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512",
        "AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/frelay",
        "AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[1]0",
        "LANG", "en_US.UTF-8",
        "TZ", ":UTC");
  }
}
