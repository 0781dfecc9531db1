package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The trial handlers in a cloud's own runtime, called over HTTP below a mount point. */
public final class Trials implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final CloudFunction function;
  private final Sender sender;

  private interface Sender {
    Answer send(String method, String path, List<String> lines, String body);
  }

  private Trials(CloudFunction function, Sender sender) {
    this.function = function;
    this.sender = sender;
  }

  public static Trials start(Cloud cloud, Map<String, String> environment) {
    return switch (cloud) {
      case AWS -> {
        LambdaFunction lambda = LambdaFunction.startTrials(environment);
        yield new Trials(
            lambda,
            (method, path, lines, body) -> lambda.request(method, path, lines, body, LIMIT));
      }
      case GOOGLE -> {
        GoogleFunction google = GoogleFunction.startTrials(environment);
        yield new Trials(google, by(google.port(), ""));
      }
      case AZURE -> {
        AzureFunction azure = AzureFunction.startTrials(environment);
        yield new Trials(azure, by(azure.port(), "/api"));
      }
      case CODE_ENGINE -> {
        CodeEngineApp app = CodeEngineApp.startTrials(environment);
        yield new Trials(app, by(app.port(), "/mounted"));
      }
    };
  }

  private static Sender by(int port, String mountPoint) {
    return (method, path, lines, body) ->
        RawHttp.send(port, method + " " + mountPoint + path, lines, body, LIMIT);
  }

  /**
   * Sends any request.
   *
   * @param lines of the header, in which a character is a byte
   */
  public Answer send(String method, String path, List<String> lines, String body) {
    List<String> all = new ArrayList<>(lines);
    all.add("Host: functions.example.org");
    return sender.send(method, path, all, body);
  }

  /** A POST of JSON, as callers send it. */
  public Answer post(String path, String json) {
    return send("POST", path, List.of("Content-Type: application/json"), json);
  }

  public CloudFunction function() {
    return function;
  }

  @Override
  public void close() {
    function.close();
  }
}
