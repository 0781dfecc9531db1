package io.frelay.client.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.Deadline;
import io.frelay.client.RelayAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several addresses, of which some lead nowhere. */
@Timeout(60)
class ConnectionRaceTest {
  private static final Deadline LONG = Deadline.in(Duration.ofSeconds(25));

  private final List<Socket> filling = new ArrayList<>();
  private ServerSocket full;
  private ServerSocket open;
  private InetSocketAddress refusing;

  @BeforeEach
  void start() throws IOException {
    open = listen(50);
    full = listen(1);
    try (ServerSocket gone = listen(1)) {
      refusing = address(gone);
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket each : filling) {
      each.close();
    }
    full.close();
    open.close();
  }

  private static ServerSocket listen(int backlog) throws IOException {
    return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
  }

  private static InetSocketAddress address(ServerSocket server) {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  /** An address that takes no notice: the kernel drops a SYN for which the queue has no room. */
  private InetSocketAddress silent() throws IOException {
    try {
      while (filling.size() < 100) {
        Socket each = new Socket();
        filling.add(each);
        each.connect(address(full), 500);
      }
      throw new AssertionError("a queue without end");
    } catch (SocketTimeoutException e) {
      return address(full);
    }
  }

  private static void assertLeadsTo(ServerSocket server, SocketChannel channel) throws IOException {
    try (channel) {
      assertThat(channel.getRemoteAddress()).isEqualTo(address(server));
      assertThat(channel.isBlocking()).isTrue();
    }
  }

  @Test
  void aSilentAddressDoesNotTakeTheTimeOfTheNext() throws Exception {
    assertLeadsTo(open, ConnectionRace.run(List.of(silent(), address(open)), LONG));
  }

  @Test
  void aRefusalIsFollowedByTheNext() throws Exception {
    assertLeadsTo(open, ConnectionRace.run(List.of(refusing, refusing, address(open)), LONG));
  }

  @Test
  void theFirstThatAnswersIsTaken() throws Exception {
    assertLeadsTo(open, ConnectionRace.run(List.of(address(open), silent()), LONG));
  }

  @Test
  void whenAllHaveFailedItSaysWhy() {
    assertThatThrownBy(() -> ConnectionRace.run(List.of(refusing, refusing), LONG))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("refused");
  }

  /** As in a container network without IPv6, where localhost is ::1 all the same. */
  @Test
  void whereThereIsNoIpv6TheOtherFamilySaysWhy(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                ConnectionRaceTest.class.getName(),
                Integer.toString(refusing.getPort()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
      assertThat(output).content().contains("java.net.ConnectException: Connection refused");
    } finally {
      process.destroyForcibly();
    }
  }

  public static void main(String[] args) {
    try {
      ConnectionRace.run(new RelayAddress("localhost", Integer.parseInt(args[0])), LONG).close();
    } catch (IOException | RuntimeException e) {
      System.out.println(e);
    }
  }

  @Test
  void theDeadlineEndsIt() throws Exception {
    List<InetSocketAddress> addresses = List.of(refusing, silent());
    assertThatThrownBy(() -> ConnectionRace.run(addresses, Deadline.in(Duration.ofMillis(400))))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    List<InetSocketAddress> addresses = List.of(silent());
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                ConnectionRace.run(addresses, LONG);
              } catch (IOException e) {
                failure.complete(e);
              }
            });
    thread.start();
    thread.interrupt();
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(ClosedByInterruptException.class);
  }

  @Test
  void theFamiliesTakeTurns() throws Exception {
    List<InetAddress> given = new ArrayList<>();
    for (String each : List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2")) {
      given.add(InetAddress.getByName(each));
    }
    assertThat(ConnectionRace.inTurns(given))
        .extracting(InetAddress::getHostAddress)
        .containsExactly(
            "10.0.0.1", "fd00:0:0:0:0:0:0:1", "10.0.0.2", "fd00:0:0:0:0:0:0:2", "10.0.0.3");
  }
}
