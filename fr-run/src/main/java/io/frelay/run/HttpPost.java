package io.frelay.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.run.Failure.Outlook;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Calls functions by HTTP. Follows no redirects: they would take the headers elsewhere. */
final class HttpPost {
  /** More than any cloud's function can return. */
  private static final int LONGEST_ANSWER = 64 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client;

  HttpPost(EnvironmentProxy proxy) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxy);
    // Only where it is needed: with one, the client hides many answers of status 401.
    proxy.authenticator().ifPresent(builder::authenticator);
    client = builder.build();
  }

  String send(Destination to, PartyRequest request, Runnable connected)
      throws CallFailedException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(to.url())
            .header("Content-Type", "application/json")
            .POST(telling(connected, BodyPublishers.ofString(request.body())));
    to.headers().forEach(header -> builder.header(header.name(), header.value()));
    try {
      HttpResponse<InputStream> response =
          client.send(builder.build(), BodyHandlers.ofInputStream());
      return answer(response.statusCode(), body(response));
    } catch (IOException e) {
      if (Thread.interrupted()) { // while it read the answer
        throw new InterruptedException();
      }
      throw new CallFailedException(failure(e));
    }
  }

  /** A body that is asked for when the connection is there. */
  private static BodyPublisher telling(Runnable connected, BodyPublisher body) {
    return BodyPublishers.fromPublisher(
        subscriber -> {
          connected.run();
          body.subscribe(subscriber);
        },
        body.contentLength());
  }

  private static String body(HttpResponse<InputStream> response) throws IOException {
    try (InputStream in = response.body()) {
      byte[] bytes = in.readNBytes(LONGEST_ANSWER + 1);
      if (bytes.length > LONGEST_ANSWER) {
        throw new IOException("the answer is longer than 64 MB");
      }
      return new String(bytes, UTF_8).strip();
    }
  }

  private static String answer(int status, String body) throws CallFailedException {
    if (status != 200) {
      Optional<Failure> error = FunctionError.in(body);
      throw new CallFailedException(error.isPresent() ? error.get() : platform(status));
    }
    return Answers.checked(body);
  }

  /**
   * An error of the platform before the function. What it writes is not repeated: it may be a page.
   */
  private static Failure platform(int status) {
    String code = "http_" + status;
    return switch (status) {
      case 401, 403 ->
          Failure.of(code, "the platform does not let this caller in", Outlook.WRONG_SETUP);
      case 404 -> Failure.of(code, "there is no function at this URL", Outlook.WRONG_REQUEST);
      case 429 -> new Failure(code, "the platform is at its limit", Outlook.MAY_PASS, true);
      // 503 too: an instance that crashes in a call is one of its reasons.
      case 502, 503, 504 ->
          Failure.of(code, "the platform got no answer of the function", Outlook.MAY_PASS);
      default ->
          Failure.of(
              code,
              "the answer has the status " + status + " and no error of a function",
              Outlook.UNKNOWN);
    };
  }

  private static Failure failure(IOException e) {
    if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
      return new Failure("unreachable", "no connection to the URL", Outlook.MAY_PASS, true);
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof SSLException) {
      return Failure.of("tls", "no TLS with the URL: " + message, Outlook.WRONG_SETUP);
    }
    // The function may have begun, and may go on.
    return Failure.of(
        "connection_lost", "the connection broke before the answer: " + message, Outlook.MAY_PASS);
  }
}
