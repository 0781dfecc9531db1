package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line takes, and what it says. */
@Timeout(120)
class CommandLineTest extends RelayedTest {
  /** As under LANG=C without a launcher: whatever it is, it is this character to the JVM. */
  @ParameterizedTest
  @ValueSource(strings = {"TAG", "RELAY", "DEST"})
  void whatTheLocaleCannotDecodeIsRefused(String variable) throws Exception {
    Map<String, String> environment = environment("0", "1");
    environment.put(variable, "l\ufffd\ufffd");
    PartyProcess zero = PartyProcess.start(environment, "pipe");
    zero.requireFailure(2, variable + " is not text in the locale's character set");
  }

  /** Without a TARGET it is a port of this machine; who gives none is not asked for one. */
  @Test
  void aModeNeedsNoTarget() throws Exception {
    Map<String, String> environment = environment("0", "1");
    environment.put("MODE", "client");
    environment.put("TIMEOUT", "200ms");
    PartyProcess zero = PartyProcess.start(environment);
    assertThat(zero.exitCode()).isEqualTo(1);
    assertThat(zero.stderr()).contains("party 1").doesNotContain("TARGET");
  }

  @Test
  void helpFitsATerminal() throws Exception {
    PartyProcess asked = PartyProcess.start(Map.of(), "--help");
    assertThat(asked.exitCode()).isZero();
    String help = asked.stdout();
    String table = help.substring(help.indexOf("Environment:\n") + "Environment:\n".length());
    // picocli breaks a long line, and what it breaks off is not indented.
    assertThat(table.lines()).allSatisfy(line -> assertThat(line).matches("|Examples:|  .{1,77}"));
  }

  @Test
  void wrongArgumentsAreExitCode2() throws Exception {
    assertThat(zero("listen", "70000").exitCode()).isEqualTo(2);
    assertThat(zero("forward", "nowhere").exitCode()).isEqualTo(2);
    PartyProcess unknown = zero("dance");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.stderr()).startsWith("client_func: ").contains("client_func --help");
    assertThat(PartyProcess.start(environment("0", "\u00e9"), "pipe").exitCode()).isEqualTo(2);
    PartyProcess help = PartyProcess.start(Map.of(), "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.stdout()).contains("PARTY_KEY").contains("TIMEOUT").contains("Exit codes");
  }
}
