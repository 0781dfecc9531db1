package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of the same command, as a user makes them. */
@Timeout(120)
class MeasurementTest extends RelayedTest {
  private Map<String, String> zero;
  private Map<String, String> one;

  @BeforeEach
  void start() throws Exception {
    zero = environment("0", "1");
    one = environment("1", "0");
    both("USER", "whoever is logged in");
  }

  private void both(String name, String value) {
    zero.put(name, value);
    one.put(name, value);
  }

  private String[] runBoth() throws Exception {
    PartyProcess first = PartyProcess.start(zero);
    PartyProcess second = PartyProcess.start(one);
    first.requireSuccess();
    second.requireSuccess();
    return new String[] {first.stdout(), second.stdout()};
  }

  @Test
  void withoutATestTheySayWhomTheyMet() throws Exception {
    String[] said = runBoth();
    assertThat(said[0]).startsWith("party 0 met party 1 through the relay " + relay.address());
    assertThat(said[1]).startsWith("party 1 met party 0").contains("TLSv1.3");
  }

  @Test
  void latencyPrintsEverySessionAndTheMedian() throws Exception {
    both("TEST", "latency");
    both("CONN", "2");
    both("ROUNDS", "3");
    for (String said : runBoth()) {
      assertThat(said.lines()).hasSize(7);
      assertThat(said).contains("session 1, round 2: reach ").contains("median of 6: ");
    }
  }

  @Test
  void throughputMovesAndChecksTheBytes() throws Exception {
    both("TEST", "throughput");
    both("BYTES", "3m");
    both("CONN", "2");
    for (String said : runBoth()) {
      assertThat(said)
          .startsWith("throughput of 2 sessions, 3145728 bytes each way")
          .contains("checksums agree");
    }
  }

  @Test
  void thePatternsArePlayedOverConcurrentSessions() throws Exception {
    both("CONN", "3");
    both("ROUNDS", "5");
    both("TEST", "signing");
    assertThat(runBoth()[0]).startsWith("signing: 15 operations over 3 sessions").contains("p99");
    both("TEST", "decrypt");
    assertThat(runBoth()[1]).startsWith("decrypt: 15 operations over 3 sessions");
  }

  @Test
  void differentTestsAreFoundOut() throws Exception {
    zero.put("TEST", "latency");
    zero.put("ROUNDS", "1");
    PartyProcess first = PartyProcess.start(zero);
    PartyProcess second = PartyProcess.start(one);
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(first.stderr())
        .startsWith("client_func: party 1 runs 'TEST=hello")
        .contains("give both the same variables");
    assertThat(first.stdout()).isEmpty();
  }

  @Test
  void theSameOverADirectConnection() throws Exception {
    zero.put("MODE", "server");
    one.put("MODE", "client");
    both("TARGET", "127.0.0.1:" + freePort());
    assertThat(runBoth()[1]).startsWith("party 1 met party 0 directly");
    both("TEST", "latency");
    assertThat(runBoth()[1])
        .contains("session 0, round 9: reach ")
        .doesNotContain("outer TLS", "waiting");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aDirectServerOnAnyPortSaysWhich() throws Exception {
    zero.put("MODE", "server");
    zero.put("TARGET", "127.0.0.1:0");
    PartyProcess server = PartyProcess.start(zero);
    one.put("MODE", "client");
    one.put("TARGET", "127.0.0.1:" + server.rest("client_func: listening on 127.0.0.1:"));
    PartyProcess client = PartyProcess.start(one);
    client.requireSuccess();
    server.requireSuccess();
  }

  @Test
  void aDirectServerChecksTheNameToo() throws Exception {
    zero.put("MODE", "server");
    zero.put("DEST", "2");
    one.put("MODE", "client");
    both("TARGET", "127.0.0.1:" + freePort());
    PartyProcess server = PartyProcess.start(zero);
    PartyProcess client = PartyProcess.start(one);
    assertThat(server.exitCode()).isEqualTo(1);
    assertThat(client.exitCode()).isEqualTo(1);
    assertThat(server.stderr()).contains("not party 2: its certificate names 1");
  }

  @Test
  void aPeerThatDoesNotComeIsOneSentence() throws Exception {
    zero.put("TIMEOUT", "400ms");
    PartyProcess alone = PartyProcess.start(zero);
    assertThat(alone.exitCode()).isEqualTo(1);
    assertThat(alone.stderr().lines()).hasSize(1);
    assertThat(alone.stderr())
        .startsWith("client_func: party 1 of user1 did not come to")
        .contains("within 0.4 s");
    assertThat(PartyProcess.start(zero, "--debug"))
        .satisfies(
            debug -> {
              debug.requireFailure(1, "\tat io.frelay.");
            });
  }

  @Test
  void waitingIsNotTakenForHanging() throws Exception {
    zero.put("TIMEOUT", "1500ms");
    zero.put("TAG", "t");
    PartyProcess alone = PartyProcess.start(zero, "pipe");
    assertThat(alone.exitCode()).isEqualTo(1);
    assertThat(alone.stderr())
        .startsWith(
            "client_func: waiting for party 1 at %s (tag 't'), at most 1.5 s\n"
                .formatted(relay.address()));
  }

  @Test
  void theLoggedInUserChoosesNoCredentials() throws Exception {
    PartyProcess bare = PartyProcess.start(Map.of("USER", "user1", "NAME", "0", "DEST", "1"));
    assertThat(bare.exitCode()).isEqualTo(2);
    assertThat(bare.stderr())
        .contains("not set: RELAY_CA, RELAY_CERT, RELAY_KEY, USER_CA, PARTY_CERT, PARTY_KEY")
        .contains("CERTS=DIR USER=U NAME=P");
  }

  @Test
  void credentialsThatAreNotUsedAreSaidToBe() throws Exception {
    both("NAME", "1");
    both("CERTS", "elsewhere");
    PartyProcess first = PartyProcess.start(zero);
    PartyProcess second = PartyProcess.start(one);
    assertThat(first.exitCode()).isZero();
    assertThat(second.exitCode()).isZero();
    assertThat(first.stderr())
        .contains("RELAY_CA is set, so the folder elsewhere is not used")
        .contains("this is party 0, by RELAY_CERT; NAME=1 is ignored");
    assertThat(second.stderr()).doesNotContain("NAME=1");
  }

  @Test
  void aFolderOfFrAdmServesUserAndName(@TempDir Path certs) throws Exception {
    Path user = Files.createDirectories(certs.resolve("user1"));
    for (String name : new String[] {"0", "1"}) {
      Map<String, String> pems = world.environment(name);
      Path own = Files.createDirectories(user.resolve(name));
      // Party 0 as fr-adm writes it, party 1 in the old layout.
      Path outer = name.equals("0") ? own : Files.createDirectories(certs.resolve(name));
      String prefix = name.equals("0") ? "relay-" : "";
      Files.writeString(certs.resolve("frelay-ca.pem"), pems.get("RELAY_CA"));
      Files.writeString(user.resolve("user-ca.pem"), pems.get("USER_CA"));
      Files.writeString(own.resolve("cert.pem"), pems.get("PARTY_CERT"));
      Files.writeString(own.resolve("key.pem"), pems.get("PARTY_KEY"));
      Files.writeString(outer.resolve(prefix + "cert.pem"), pems.get("RELAY_CERT"));
      Files.writeString(outer.resolve(prefix + "key.pem"), pems.get("RELAY_KEY"));
    }
    zero = inFolder("0", "1");
    one = inFolder("1", "0");
    both("CERTS", certs.toString());
    assertThat(runBoth()[0]).startsWith("party 0 met party 1");
    PartyProcess nobody = PartyProcess.start(inFolder("7", "0"), "--certs", certs.toString());
    nobody.requireFailure(2, "fr-adm create party --name 7 --user user1 --out " + certs);
  }

  private Map<String, String> inFolder(String name, String dest) {
    Map<String, String> environment = new HashMap<>();
    environment.put("RELAY", relay.address().toString());
    environment.put("USER", "user1");
    environment.put("NAME", name);
    environment.put("DEST", dest);
    return environment;
  }

  @Test
  void wrongValuesAreNamed() throws Exception {
    for (String wrong :
        new String[] {"TEST=speed", "CONN=0", "BYTES=many", "TIMEOUT=0s", "MODE=both", "RELAY=x"}) {
      Map<String, String> environment = environment("0", "1");
      environment.put(wrong.split("=", 2)[0], wrong.split("=", 2)[1]);
      PartyProcess process = PartyProcess.start(environment);
      assertThat(process.exitCode()).as(wrong).isEqualTo(2);
      assertThat(process.stderr()).startsWith("client_func: " + wrong.split("=", 2)[0]);
    }
  }
}
