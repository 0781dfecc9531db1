package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line. */
class FrRunTest {
  private static final int WRONGLY_CALLED = 2;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String session;
  private String input;

  @BeforeEach
  void write() throws Exception {
    session =
        Files.writeString(
                folder.resolve("session.yaml"),
                "relay: r.example:6000\nparties:\n  0: {http: 'http://localhost:1/a?code=very-secret'}\n  1: {http: 'http://localhost:1'}\n")
            .toString();
    input = Files.writeString(folder.resolve("a.json"), "[\"private\"]").toString();
  }

  private int run(String... arguments) {
    return FrRun.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private void refused(String error, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isEqualTo(WRONGLY_CALLED);
    assertThat(err.toString()).startsWith("fr-run: " + error).doesNotContain("private");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void everyPartyNeedsOneInput() throws Exception {
    refused("party 0 has no input: give --input 0=FILE", session);
    refused("party 1 has no input", session, "--input", "0=" + input);
    refused("--input 7=...: the session has no such party", session, "--input", "7=" + input);
    refused("there is no file /nowhere", session, "--input", "0=/nowhere", "--input", "1=" + input);
    Files.writeString(Path.of(input), "{\n\"private\": }");
    refused(
        input + ": it is not JSON: line 2, column ",
        session,
        "--input",
        "0=" + input,
        "--input",
        "1=" + input);
    Files.write(Path.of(input), new byte[] {'"', (byte) 0xff, '"'});
    refused(input + ": it is not UTF-8", session, "--input", "0=" + input);
  }

  @Test
  void aWrongCommandLineIsExplained() {
    refused("Missing required parameter: 'SESSION'");
    refused("there is no file /nowhere", "/nowhere");
  }

  @Test
  void aDryRunTellsNoSecret() {
    String[] arguments = {
      session, "--dry-run", "--tag", "job-17", "--input", "0=" + input, "--input", "1=" + input
    };
    assertThat(run(arguments)).as(err::toString).isZero();
    assertThat(out.toString())
        .contains("# party 0: http localhost:1\nPOST http://localhost:1/a?***\n")
        .contains(
            "\"tag\":\"job-17\",\"peers\":[\"0\",\"1\"],\"relay\":\"r.example:6000\",",
            "\"input\":(" + input + ")}")
        .doesNotContain("very-secret", "private");
  }

  @Test
  void helpHasExitCodesAndExamples() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:", "  75 ", "Examples:", "Bearer ${TOKEN}");
  }
}
