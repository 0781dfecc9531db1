package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a sandbox that refuses some calls the relay uses others, and logs it. */
class SandboxIT {
  private static final int BYTES = 24 << 20;
  private static final Path REFUSE_SPLICE =
      Project.ROOT.resolve("lab/scenarios/src/test/python/refuse_splice.py");

  @Test
  void bytesAreCopiedWhereSpliceIsNotPermitted() throws Exception {
    List<String> refusing = List.of("python3", REFUSE_SPLICE.toString());
    assumeTrue(
        succeeds(refusing, "true"), "needs python3 and seccomp; no refused splice is tested");
    try (RelayProcess relay = RelayProcess.startBy(relayBy(refusing), Map.of())) {
      try (HandDrivenParty zero = request(relay, "0", "1");
          HandDrivenParty one = request(relay, "1", "0")) {
        zero.awaitReady();
        one.awaitReady();
        one.send(new byte[] {22});
        zero.readRaw(1);
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) 22);
        // The first has the relay get its pipes ready; on a busy machine more go by before much
        // flows.
        for (int round = 0; round < 3 || !isSpliceTried(relay); round++) {
          Future<Void> sending = Parties.run(() -> send(zero, bytes));
          assertThat(one.readRaw(BYTES)).isEqualTo(bytes);
          Parties.await(sending);
        }
      }
      relay.awaitLine("splice is not available", "all bytes are copied");
      assertThat(relay.log().stream().filter(line -> line.contains("splice"))).hasSize(1);
    }
  }

  private static boolean isSpliceTried(RelayProcess relay) {
    return relay.log().stream().anyMatch(line -> line.contains("splice"));
  }

  /** Such as a read-only root file system, or /tmp mounted noexec: no native libraries load. */
  @Test
  void withoutAFolderForNativeLibrariesItWorksOnNio(@TempDir Path folder) throws Exception {
    String mount = "mount -t tmpfs -o noexec tmpfs \"$0\" && exec \"$@\"";
    List<String> mounting = List.of("unshare", "-m", "sh", "-c", mount, folder.toString());
    assumeTrue(succeeds(mounting, "true"), "needs to mount; a noexec /tmp is not tested");
    try (RelayProcess relay =
        RelayProcess.startBy(relayBy(mounting, "-Djava.io.tmpdir=" + folder), Map.of())) {
      relay.awaitLine("native libraries", "do not load", folder.toString());
      relay.awaitLine("relay listens on", "NIO)");
      Exchange.between0And1(relay, Shared.PKI, "nio");
    }
  }

  private static List<String> relayBy(List<String> launcher, String... jvm) {
    List<String> command = new ArrayList<>(launcher);
    command.add(Project.JAVA);
    command.add(Project.BRIEF_JVM);
    command.addAll(List.of(jvm));
    command.addAll(List.of("-jar", Project.relayJar().toString(), "start"));
    command.addAll(List.of("--port", "0", "--management-port", "0"));
    command.addAll(List.of("--certs", Shared.PKI.root().toString()));
    return command;
  }

  private static Void send(HandDrivenParty party, byte[] bytes) throws IOException {
    party.send(bytes);
    return null;
  }

  private static HandDrivenParty request(RelayProcess relay, String me, String dest)
      throws IOException {
    return HandDrivenParty.request(relay, me, dest, "sandbox");
  }

  private static boolean succeeds(List<String> launcher, String program) throws Exception {
    List<String> command = new ArrayList<>(launcher);
    command.add(program);
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such launcher
    }
  }
}
