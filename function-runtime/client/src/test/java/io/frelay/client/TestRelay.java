package io.frelay.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.frelay.client.TestCa.Issued;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The relay's side of the protocol, connection by connection as a test wants it. */
final class TestRelay implements Closeable {
  final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket server;
  private final SSLContext context;

  /** Held until the end: the JDK closes the socket of a connection that nobody refers to. */
  private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

  String protocol = "TLSv1.3";

  TestRelay(TestWorld world) {
    this(world, world.relay());
  }

  TestRelay(TestWorld world, Issued certificate) {
    try {
      context = world.relayCa.context(certificate);
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server.setSoTimeout(20_000);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  RelayAddress address() {
    return new RelayAddress("127.0.0.1", server.getLocalPort());
  }

  /** From now on waits for a connection for as long as it takes, as a relay does. */
  void acceptWithoutLimit() {
    try {
      server.setSoTimeout(0);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next connection, before TLS. */
  Socket acceptRaw() throws IOException {
    Socket socket = server.accept();
    accepted.add(socket);
    return socket;
  }

  /** The next connection, authenticated. */
  EngineEnd accept() throws IOException {
    return authenticate(acceptRaw());
  }

  /** The next connection, which has made its request. */
  EngineEnd asked() throws IOException {
    EngineEnd party = accept();
    request(party);
    return party;
  }

  /** Answers the next request. */
  void answerNext(String json) throws IOException {
    answer(asked(), json);
  }

  /** A connection of {@link #acceptRaw}, authenticated. */
  EngineEnd authenticate(Socket socket) throws IOException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    engine.setEnabledProtocols(new String[] {protocol});
    EngineEnd end = new EngineEnd(socket, engine);
    end.handshake();
    return end;
  }

  /** Request of a party. The test knows that it comes as one record. */
  static String request(EngineEnd party) throws IOException {
    byte[] request = party.read();
    return request == null ? "close_notify" : new String(request, StandardCharsets.UTF_8);
  }

  /** Answer, close_notify and what follows it, in one segment. */
  static void answer(EngineEnd party, String json, byte[] following) throws IOException {
    byte[] answer = party.seal(json.getBytes(StandardCharsets.UTF_8));
    byte[] close = party.closeNotify();
    byte[] all = new byte[answer.length + close.length + following.length];
    System.arraycopy(answer, 0, all, 0, answer.length);
    System.arraycopy(close, 0, all, answer.length, close.length);
    System.arraycopy(following, 0, all, answer.length + close.length, following.length);
    party.send(all);
  }

  static void answer(EngineEnd party, String json) throws IOException {
    answer(party, json, new byte[0]);
  }

  /** Joins the next two connections; {@code suffix} follows the Mode. Returns their requests. */
  Future<String> joinTwo(String suffix) {
    return async(
        () -> {
          EngineEnd waiter = accept();
          String first = request(waiter);
          EngineEnd second = accept();
          String requests = first + request(second);
          answer(second, "{\"Mode\":1" + suffix + "}");
          answer(waiter, "{\"Mode\":2" + suffix + "}");
          pump(waiter.socket, second.socket);
          pump(second.socket, waiter.socket);
          return requests;
        });
  }

  /** Carries bytes and the end of one direction. */
  void pump(Socket from, Socket to) {
    threads.execute(
        () -> {
          try {
            from.setSoTimeout(0);
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
          } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
          }
        });
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /** Ends the connections there are. */
  void cut() {
    accepted.forEach(TestRelay::closeQuietly);
    accepted.clear();
  }

  /** Refuses what comes from now on; the connections there are live on. */
  void listenNoMore() throws IOException {
    server.close();
  }

  <T> Future<T> async(Callable<T> task) {
    return threads.submit(task);
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /** What made a task fail. */
  static Throwable failure(Future<?> future) {
    return catchThrowableOfType(ExecutionException.class, () -> get(future)).getCause();
  }

  @Override
  public void close() throws IOException {
    server.close();
    accepted.forEach(TestRelay::closeQuietly);
    threads.shutdownNow();
  }
}
