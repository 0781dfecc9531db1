package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flower, unmodified, over {@code client_func mesh}: docs/flower.md. */
@Timeout(300)
class FlowerIT {
  private static final String BIN = System.getenv().getOrDefault("FRELAY_FLOWER_BIN", "");

  @TempDir private Path folder;
  private final List<Process> programs = new ArrayList<>();
  private final List<Command> meshes = new ArrayList<>();

  @AfterEach
  void end() {
    for (Process each : programs) {
      each.descendants().forEach(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }
    meshes.forEach(Command::close);
  }

  @Test
  void twoPartiesLearnThroughAServerThatTheyCannotReach() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of(BIN, "flower-superlink")) && !BIN.isEmpty(),
        "needs the folder of flower-superlink in FRELAY_FLOWER_BIN: not tested");
    int server = FreePort.next();
    Files.writeString(
        folder.resolve("config.toml"),
        """
        [superlink]
        default = "here"
        [superlink.here]
        address = "127.0.0.1:%d"
        insecure = true
        """
            .formatted(server));
    start("superlink", "--host", "127.0.0.1", "--port", Integer.toString(server));
    await().atMost(Duration.ofMinutes(1)).until(() -> accepts(server));
    mesh("0", server);
    supernode(mesh("1", FreePort.next()), "1 2 3");
    supernode(mesh("2", FreePort.next()), "10");

    Path printed = folder.resolve("run.log");
    Process run = start(printed, List.of(BIN + "/flwr", "run", "examples/flower", "--stream"));
    assertThat(run.waitFor()).as(Files.readString(printed)).isZero();
    assertThat(Files.readString(printed)).contains("mean of all parties: 4.0");
  }

  /** Starts a party's mesh; returns the port of party 0 there, once it listens. */
  private int mesh(String party, int server) {
    Map<String, String> environment = Shared.relay().environment(Shared.PKI, "user1", party, "");
    environment.put("TAG", "flower");
    Command mesh =
        Command.start(
            folder,
            environment,
            "client_func",
            "mesh",
            "0=" + server,
            "1=" + FreePort.next(),
            "2=" + FreePort.next());
    meshes.add(mesh);
    mesh.awaitError(party.equals("2") ? "party 1 is at " : "party 2 is at ");
    return server;
  }

  private void supernode(int server, String numbers) throws IOException {
    start(
        "supernode",
        "--superlink",
        "127.0.0.1:" + server,
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(FreePort.next()),
        "--node-config",
        "numbers=\"" + numbers + "\"");
  }

  private void start(String name, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(BIN + "/flower-" + name, "--insecure"));
    command.addAll(List.of(options));
    start(folder.resolve(name + "-" + programs.size() + ".log"), command);
  }

  private Process start(Path log, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Project.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("PATH", BIN + ":" + System.getenv("PATH")); // they start each other
    builder.environment().put("FLWR_HOME", folder.toString());
    builder.environment().put("FLWR_TELEMETRY_ENABLED", "0");
    Process process = builder.start();
    programs.add(process);
    return process;
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
