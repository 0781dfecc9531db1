package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** listen and forward. */
@Timeout(120)
class TunnelTest extends RelayedTest {
  /** A service that answers with what it was sent, once that has ended. */
  private ServerSocket echoService() throws IOException {
    ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(
        () -> {
          while (!service.isClosed()) {
            try {
              Socket socket = service.accept();
              threads.execute(() -> echo(socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    return service;
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getOutputStream().write(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      // The test sees that nothing comes.
    }
  }

  private PartyProcess listen(String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("listen", "0"));
    args.addAll(List.of(more));
    return zero(args.toArray(String[]::new));
  }

  /** Waits for the port that it prints. */
  private static int port(PartyProcess listening) throws Exception {
    return Integer.parseInt(listening.rest("client_func: listening on 127.0.0.1:"));
  }

  @Test
  void everyConnectionIsASessionOfItsOwnWithBothEnds() throws Exception {
    try (ServerSocket service = echoService()) {
      PartyProcess forward = one("forward", "127.0.0.1:" + service.getLocalPort());
      int port = port(listen("--max-sessions", "3"));
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String text = "request " + i;
        answers.add(threads.submit(() -> ask(port, text)));
      }
      for (int i = 0; i < 6; i++) {
        assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("request " + i);
      }
      assertThat(forward.isRunning()).isTrue();
      assertThat(forward.stderr()).isEmpty();
    }
  }

  @Test
  void aServiceThatIsAwayEndsTheSessionButNotTheForwarder() throws Exception {
    int gone;
    try (ServerSocket service = echoService()) {
      gone = service.getLocalPort();
    }
    PartyProcess forward = one("forward", "127.0.0.1:" + gone);
    PartyProcess listen = listen();
    int port = port(listen);
    assertThat(catchThrowable(() -> assertThat(ask(port, "x")).isEqualTo("x"))).isNotNull();
    assertThat(listen.rest("client_func: local connection from port "))
        .matches("[0-9]+: the peer cut the stream; its service may not answer");
    assertThat(listen.out.toByteArray()).isEmpty();
    assertThat(forward.rest("the local service 127.0.0.1:" + gone)).contains("check that it runs");
    assertThat(forward.isRunning()).isTrue();
  }

  /** Both ends are files, and only their owner may use the one that we make. */
  @Test
  void unixSocketsAreJoinedAsPortsAre(@TempDir Path folder) throws Exception {
    Path to = folder.resolve("service");
    Path from = folder.resolve("local");
    try (ServerSocketChannel stale = unixServer(from)) {
      assertThat(stale.isOpen()).isTrue(); // closing it leaves the file
    }
    try (ServerSocketChannel service = unixServer(to)) {
      threads.execute(() -> echoOnce(service));
      one("forward", "unix:" + to);
      PartyProcess listen = zero("listen", "unix:" + from);
      assertThat(listen.rest("client_func: listening on ")).isEqualTo("unix:" + from);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(from)))
          .isEqualTo("rw-------");
      try (SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(from))) {
        local.write(ByteBuffer.wrap(random(100_000)));
        local.shutdownOutput();
        ByteBuffer answer = ByteBuffer.allocate(200_000);
        while (local.read(answer) >= 0) {
          // until its end
        }
        assertThat(Arrays.copyOf(answer.array(), answer.position())).isEqualTo(random(100_000));
      }
      PartyProcess second = zero("listen", "unix:" + from);
      second.requireFailure(1, "another process listens there");
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("service", "local");
    }
  }

  private static ServerSocketChannel unixServer(Path path) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path));
  }

  private static void echoOnce(ServerSocketChannel service) {
    try (LocalSocket local = LocalSocket.of(service.accept())) {
      local.out().write(local.in().readAllBytes());
    } catch (IOException e) {
      // The test sees that nothing comes.
    }
  }

  /** A failure of ours that is no failure of the connection, such as no memory. */
  @Test
  void whatBreaksADirectionIsNoEnd() throws Exception {
    Future<PeerConnection> zero = threads.submit(() -> connect("0", "1"));
    try (PeerConnection one = connect("1", "0")) {
      StreamBridge joint =
          new StreamBridge(
              one,
              new StreamBridge.Local() {
                @Override
                public InputStream in() {
                  throw new OutOfMemoryError("none left");
                }

                @Override
                public OutputStream out() {
                  return OutputStream.nullOutputStream();
                }

                @Override
                public boolean finish() {
                  return false;
                }
              });
      assertThat(catchThrowable(joint::run))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("none left");
      assertThat(catchThrowable(() -> zero.get(30, TimeUnit.SECONDS).in().read())).isNotNull();
    }
  }

  private PeerConnection connect(String self, String peer) throws Exception {
    return world.client(self, relay.address()).connect(peer, "", Duration.ofSeconds(30));
  }

  @Test
  void aFileThatIsNoSocketIsNotReplaced(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    PartyProcess listen = zero("listen", "unix:" + file);
    listen.requireFailure(1, "a file exists there that is not a socket");
    assertThat(file).hasContent("precious");
  }

  /** As a service does that binds to localhost where that is both, or to ::1 on purpose. */
  @Test
  void localhostIsEitherFamily() throws Exception {
    try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getAllByName("::1")[0])) {
      threads.execute(() -> echo(accept(service)));
      one("forward", "localhost:" + service.getLocalPort());
      assertThat(ask(port(listen()), "six")).isEqualTo("six");
    }
  }

  private static Socket accept(ServerSocket service) {
    try {
      return service.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each has its own time, not that of all before it besides. */
  @Test
  void localConnectionsWaitForAPeerThatIsAwayAtTheSameTime() throws Exception {
    Map<String, String> environment = environment("0", "1");
    environment.put("TIMEOUT", "4s");
    PartyProcess listen = PartyProcess.start(environment, "listen", "0");
    int port = port(listen);
    long begun = System.nanoTime();
    List<Future<Throwable>> failures = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      failures.add(threads.submit(() -> catchThrowable(() -> ask(port, "x").charAt(0))));
    }
    for (Future<Throwable> each : failures) {
      assertThat(each.get(20, TimeUnit.SECONDS)).isNotNull();
    }
    // One after the other they would take 40 s.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(listen.isRunning()).isTrue();
  }

  /** A process that lives for long has certificates that do not. */
  @Test
  void renewedCertificatesAreTakenWithoutARestart(@TempDir Path folder) throws Exception {
    Map<String, String> one = inFiles(environment("1", "0"), folder.resolve("1"));
    Map<String, String> zero = inFiles(environment("0", "1"), folder.resolve("0"));
    one.put("TIMEOUT", "500ms"); // so that the standing request is of after the change soon
    try (ServerSocket service = echoService()) {
      PartyProcess forward =
          PartyProcess.start(one, "forward", "127.0.0.1:" + service.getLocalPort());
      PartyProcess listen = PartyProcess.start(zero, "listen", "0");
      int port = port(listen);
      assertThat(ask(port, "before")).isEqualTo("before");

      Path key = folder.resolve("0").resolve("PARTY_KEY");
      String former = Files.readString(key);
      Files.writeString(key, "half written");
      assertThat(ask(port, "meanwhile")).isEqualTo("meanwhile");
      assertThat(listen.rest("the new certificates are refused, the former ones stay in use: "))
          .isNotNull();

      Files.writeString(key, former);
      inFiles(environment("0", "1"), folder.resolve("0"));
      inFiles(environment("1", "0"), folder.resolve("1"));
      assertThat(forward.rest("the new certificates are in use")).isEmpty();
      assertThat(ask(port, "after")).isEqualTo("after");
      assertThat(listen.rest("the new certificates are in use")).isEmpty();
    }
  }

  /** Writes every credential into a file and names that instead. */
  private static Map<String, String> inFiles(Map<String, String> environment, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Map<String, String> named = new HashMap<>();
    for (Map.Entry<String, String> each : environment.entrySet()) {
      if (each.getValue().contains("-----BEGIN")) {
        Path file = Files.writeString(folder.resolve(each.getKey()), each.getValue());
        named.put(each.getKey() + "_FILE", file.toString());
      } else {
        named.put(each.getKey(), each.getValue());
      }
    }
    return named;
  }

  @Test
  void aSecondForwarderOfTheSamePartyEndsTheFirst() throws Exception {
    Map<String, String> environment = environment("1", "0");
    PartyProcess first = PartyProcess.start(environment, "forward", "127.0.0.1:1");
    PartyProcess second = PartyProcess.start(environment, "forward", "127.0.0.1:1");
    // Whichever asked first is replaced by the other.
    CompletableFuture.anyOf(first.exit, second.exit).get(30, TimeUnit.SECONDS);
    PartyProcess replaced = first.isRunning() ? second : first;
    replaced.requireFailure(1, "taken_over");
  }
}
