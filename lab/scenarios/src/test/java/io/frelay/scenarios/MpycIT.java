package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MPyC, unmodified, over {@code client_func mesh}: docs/mpyc.md. */
class MpycIT {
  private static final String PYTHON =
      System.getenv().getOrDefault("FRELAY_MPYC_PYTHON", "python3");
  private static final int PARTIES = 3;

  @TempDir Path folder;

  @Test
  void threePartiesComputeOverTheRelay() throws Exception {
    Assumptions.assumeTrue(
        hasMpyc(),
        "needs Python with the package mpyc, as python3 or in FRELAY_MPYC_PYTHON: not tested");
    int[] programs = {FreePort.next(), FreePort.next(), FreePort.next()};
    report("direct TCP", compute(new int[][] {programs, programs, programs}));
    int[][] ports = new int[PARTIES][];
    List<Command> meshes = new ArrayList<>();
    try {
      for (int party = 0; party < PARTIES; party++) {
        ports[party] = new int[] {FreePort.next(), FreePort.next(), FreePort.next()};
        meshes.add(mesh(party, ports[party]));
      }
      for (int party = 0; party < PARTIES; party++) {
        String last = party == PARTIES - 1 ? "1" : "2"; // it listens for them in their order
        meshes.get(party).awaitError("party " + last + " is at ");
      }
      report("Frelay, first run", compute(ports));
      report("Frelay, second run", compute(ports));
    } finally {
      meshes.forEach(Command::close);
    }
  }

  private Command mesh(int party, int[] ports) {
    RelayProcess relay = Shared.relay();
    Map<String, String> environment =
        relay.environment(Shared.PKI, "user1", Integer.toString(party), "");
    environment.put("TAG", "mpyc");
    String[] members = {"mesh", "0=" + ports[0], "1=" + ports[1], "2=" + ports[2]};
    return Command.start(folder, environment, "client_func", members);
  }

  /** Runs all parties, each with the ports of the others on its machine, and its own. */
  private static List<String> compute(int[][] ports) throws Exception {
    List<Future<String>> parties = new ArrayList<>();
    for (int party = 0; party < PARTIES; party++) {
      List<String> command = new ArrayList<>(List.of(PYTHON, "-B", "examples/mpyc/three.py"));
      for (int port : ports[party]) {
        command.addAll(List.of("-P", "localhost:" + port));
      }
      command.addAll(List.of("-I", Integer.toString(party), "--no-log"));
      parties.add(Parties.run(() -> run(command)));
    }
    List<String> answers = new ArrayList<>();
    for (Future<String> each : parties) {
      answers.add(Parties.await(each));
    }
    return answers;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(Project.ROOT.toFile()).start();
    process.getErrorStream().transferTo(System.err);
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return printed.strip();
  }

  private static void report(String over, List<String> answers) {
    for (String answer : answers) {
      System.out.println("MPyC over " + over + ": " + answer);
      assertThat(answer).contains("\"sum\": 258, \"inner\": 994, \"max\": 33");
    }
  }

  private static boolean hasMpyc() throws InterruptedException {
    try {
      Process process = new ProcessBuilder(PYTHON, "-c", "import mpyc").start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
