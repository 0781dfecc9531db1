package io.frelay.scenarios.functions.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's side of the Runtime API: hands out events and takes answers.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">AWS, Using
 * the Lambda runtime API</a>; restore/next and restore/error as AWS's Runtime Interface Client asks
 * for them.
 */
final class RuntimeApi implements AutoCloseable {
  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:frelay";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<Outcome>> running = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> snapshot = new CompletableFuture<>();
  private final CountDownLatch restored = new CountDownLatch(1);
  private final CompletableFuture<String> failure = new CompletableFuture<>();

  private record Event(String id, byte[] body, long deadlineMs) {}

  /**
   * Result of an invocation.
   *
   * @param isError whether as a function error; the body then has errorMessage and errorType
   */
  record Outcome(boolean isError, String body) {}

  RuntimeApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(PREFIX, this::answer);
    server.start();
  }

  /** Value of AWS_LAMBDA_RUNTIME_API. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Hands out an event; the function has this long for it. */
  CompletableFuture<Outcome> invoke(byte[] event, Duration limit) {
    String id = "request-" + count.incrementAndGet();
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    running.put(id, outcome);
    failure.thenAccept(why -> outcome.completeExceptionally(new AssertionError(why)));
    events.add(new Event(id, event, System.currentTimeMillis() + limit.toMillis()));
    return outcome;
  }

  /** Done when the function is initialised and waits to be restored: Lambda's snapshot is here. */
  CompletableFuture<Void> snapshot() {
    failure.thenAccept(why -> snapshot.completeExceptionally(new AssertionError(why)));
    return snapshot;
  }

  /** Lets the function go on as one that is restored from its snapshot. */
  void restore() {
    restored.countDown();
  }

  /** The function cannot go on; all that wait for it learn why. */
  void failed(String why) {
    failure.complete(why);
  }

  private void answer(HttpExchange http) throws IOException {
    try (http) {
      String path = http.getRequestURI().getPath().substring(PREFIX.length());
      switch (path) {
        case "invocation/next" -> next(http);
        case "restore/next" -> {
          snapshot.complete(null);
          restored.await();
          http.sendResponseHeaders(200, -1);
        }
        case "init/error", "restore/error" -> {
          failed(path + ": " + body(http));
          http.sendResponseHeaders(202, -1);
        }
        default -> ended(path.split("/", -1), http);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void next(HttpExchange http) throws IOException, InterruptedException {
    Event event = events.take();
    Headers headers = http.getResponseHeaders();
    headers.set("Content-Type", "application/json"); // AWS's client crashes without
    headers.set("Lambda-Runtime-Aws-Request-Id", event.id());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(event.deadlineMs()));
    headers.set("Lambda-Runtime-Invoked-Function-Arn", ARN);
    headers.set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
    http.sendResponseHeaders(200, event.body().length);
    http.getResponseBody().write(event.body());
  }

  /** invocation/ID/response or invocation/ID/error. */
  private void ended(String[] path, HttpExchange http) throws IOException {
    CompletableFuture<Outcome> outcome = path.length == 3 ? running.remove(path[1]) : null;
    if (outcome == null) {
      http.sendResponseHeaders(400, -1);
      return;
    }
    outcome.complete(new Outcome(path[2].equals("error"), body(http)));
    http.sendResponseHeaders(202, -1);
  }

  private static String body(HttpExchange http) throws IOException {
    return new String(http.getRequestBody().readAllBytes(), UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
