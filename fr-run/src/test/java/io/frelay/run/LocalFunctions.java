package io.frelay.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** HTTP functions on this machine, each of which gives the answers that a test has laid out. */
final class LocalFunctions implements AutoCloseable {
  private HttpServer server;
  private int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);

  /** All requests so far: path and body. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Values of the header {@code Authorization}. */
  final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

  LocalFunctions() throws IOException {
    start(0);
  }

  private void start(int at) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    server.setExecutor(threads);
    server.start();
    port = server.getAddress().getPort();
  }

  /** Nobody listens any more. */
  void pause() {
    server.stop(0);
  }

  /** Listens once more at the same port; the functions are to be given anew. */
  void resume() {
    try {
      start(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer: a status and a body. */
  record Answer(int status, String body) {}

  /** A function that gives these answers one after the other, and the last one for ever. */
  String answering(String path, Answer... answers) {
    List<Answer> left = new ArrayList<>(List.of(answers));
    return at(path, exchange -> reply(exchange, left.size() > 1 ? left.remove(0) : left.get(0)));
  }

  /** A function that never answers. */
  String silent(String path) {
    return at(path, exchange -> await());
  }

  private interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private String at(String path, Behaviour behaviour) {
    server.createContext(
        path,
        exchange -> {
          requests.add(path + " " + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          behaviour.answer(exchange);
        });
    return "http://localhost:" + port + path;
  }

  private static void reply(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
