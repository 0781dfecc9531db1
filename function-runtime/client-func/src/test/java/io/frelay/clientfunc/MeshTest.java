package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class MeshTest extends RelayedTest {
  private PartyProcess mesh(String name, String... members) throws Exception {
    Map<String, String> environment = environment(name);
    environment.put("TAG", "job");
    String[] args = new String[members.length + 1];
    args[0] = "mesh";
    System.arraycopy(members, 0, args, 1, members.length);
    return PartyProcess.start(environment, args);
  }

  private static int port(PartyProcess mesh, String peer) throws InterruptedException {
    return Integer.parseInt(mesh.rest("client_func: party " + peer + " is at 127.0.0.1:"));
  }

  /** The program of a party: says its name, and who asks. */
  private Future<Void> program(ServerSocket socket, String name, int connections) {
    return threads.submit(
        () -> {
          for (int i = 0; i < connections; i++) {
            try (Socket caller = socket.accept()) {
              byte[] asks = caller.getInputStream().readAllBytes();
              caller.getOutputStream().write((name + " heard ").getBytes(StandardCharsets.UTF_8));
              caller.getOutputStream().write(asks);
            }
          }
          return null;
        });
  }

  @Test
  void everyPartyReachesTheProgramsOfAllOthers() throws Exception {
    try (ServerSocket zero = new ServerSocket(0);
        ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      List<ServerSocket> programs = List.of(zero, one, two);
      PartyProcess[] meshes = new PartyProcess[3];
      for (int i = 0; i < 3; i++) {
        program(programs.get(i), "party " + i, 2);
        String[] places = {"0=0", "1=0", "2=0"};
        places[i] = i + "=" + programs.get(i).getLocalPort();
        meshes[i] = mesh(Integer.toString(i), places);
      }
      for (int from = 0; from < 3; from++) {
        for (int to = 0; to < 3; to++) {
          if (from != to) {
            String answer = ask(port(meshes[from], Integer.toString(to)), "party " + from);
            assertThat(answer).isEqualTo("party " + to + " heard party " + from);
          }
        }
      }
      assertThat(meshes).allMatch(PartyProcess::isRunning);
    }
  }

  /** As MPyC's parties do: whoever has the lower number dials, and may be first. */
  @Test
  void aProgramThatListensLaterIsWaitedFor(@TempDir Path folder) throws Exception {
    Path service = folder.resolve("service");
    Path local = folder.resolve("local");
    PartyProcess dials = mesh("0", "0", "1=unix:" + local);
    mesh("1", "0", "1=unix:" + service);
    assertThat(dials.rest("client_func: party 1 is at ")).isEqualTo("unix:" + local);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(local));
        ServerSocketChannel late = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.write(ByteBuffer.wrap(new byte[] {7}));
      awaitSession();
      late.bind(UnixDomainSocketAddress.of(service));
      try (SocketChannel accepted = late.accept()) {
        ByteBuffer byteRead = ByteBuffer.allocate(1);
        accepted.read(byteRead);
        assertThat(byteRead.array()).containsExactly(7);
      }
    }
  }

  private void awaitSession() throws InterruptedException {
    while (relay.sessions() == 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void theMembersMayStandInAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("mesh.conf"), "0\n1=0\n");
    assertThat(port(mesh("0", "@" + file), "1")).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "0 1, there is nothing to do",
        "1=5 1=6, party 1 is named twice",
        "=5, '=5' does not begin with a party's name",
        "1=host:80, 'host:80' is not a port",
        "0=here 1, host:port",
      })
  void mistakesAreNamed(String members, String message) throws Exception {
    PartyProcess mesh = mesh("0", members.split(" "));
    mesh.requireFailure(2, message);
  }

  @Test
  void aSecondMeshOfTheSamePartyEndsTheFirst() throws Exception {
    PartyProcess first = mesh("0", "0=1", "1");
    PartyProcess second = mesh("0", "0=1", "1");
    CompletableFuture.anyOf(first.exit, second.exit).get(30, TimeUnit.SECONDS);
    PartyProcess replaced = first.isRunning() ? second : first;
    replaced.requireFailure(1, "taken_over");
  }
}
