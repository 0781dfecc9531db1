package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.DefaultSignals;
import io.frelay.scenarios.support.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/demo} as a user runs it, from a folder that is not the project. */
@Timeout(180)
class DemoIT {
  @TempDir private Path folder;
  @TempDir private Path temporary;

  private Process demo;
  private BufferedReader output;

  @BeforeAll
  static void jarsAreFresh() throws IOException {
    Project.jarsAreFresh(
        "lab/demo/target/demo.jar",
        "fr-adm/target/fr-adm.jar",
        "function-runtime/client-func/target/client_func.jar",
        "relay-app/target/quarkus-app/quarkus-run.jar");
  }

  @AfterEach
  void end() throws Exception {
    if (demo != null) { // not skipped
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
      output.close();
    }
  }

  @Test
  void tellsTheStoryAndKeepsTheFolderIfAsked() throws Exception {
    start("--bytes", "8m", "--keep");
    List<String> story = untilIts(null);
    assertThat(demo.waitFor()).as(String.join("\n", story)).isZero();
    String all = String.join("\n", story);
    assertThat(all)
        .contains("fr-adm create relay", "relay listens on 127.0.0.1:")
        .contains("TLS alert unknown_ca: ", "reason=untrusted_certificate")
        .contains("TLSv1.3, TLS_AES_256_GCM_SHA384", "CN=1,O=user1", "8,388,608 bytes")
        .containsPattern("session ended user=user1 waiter=0 second=1 tag=demo")
        .containsPattern("Success: (\\d+) of \\1 checks passed")
        .doesNotContain("\u001b", "\r");
    assertThat(folder).isEmptyDirectory();
    try (Stream<Path> kept = Files.list(temporary)) {
      assertThat(kept)
          .singleElement()
          .satisfies(each -> assertThat(all).contains(each.toString()))
          .extracting(each -> each.resolve("certs/frelay-ca.pem"))
          .satisfies(each -> assertThat(each).isRegularFile());
    }
  }

  @Test
  void leavesNothingBehindWhenInterrupted() throws Exception {
    DefaultSignals.assumePossible();
    start("--bytes", "1g");
    untilIts("received");
    List<ProcessHandle> children = demo.descendants().toList();
    assertThat(children).as("relay and two parties").hasSizeGreaterThanOrEqualTo(3);
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).hasSize(1);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
    List<String> rest = untilIts(null);
    assertThat(demo.waitFor()).isEqualTo(130);
    assertThat(String.join("\n", rest)).contains("Interrupted").doesNotContain("checks passed");
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void saysWhyItCannotGoOn() throws Exception {
    start("--bytes", "lots");
    assertThat(untilIts(null)).singleElement().asString().contains("lots", "write 8m or 1g");
    assertThat(demo.waitFor()).isEqualTo(2);
  }

  private void start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Project.launcher("demo").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(DefaultSignals.with(command))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    // Its JVM alone, so that the folder it makes is found here.
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    builder.environment().put("FRELAY_JAVA_OPTS", Project.BRIEF_JVM);
    demo = builder.start();
    demo.getOutputStream().close();
    output = demo.inputReader();
  }

  /** Reads its output up to a line with this text, or to its end. */
  private List<String> untilIts(String text) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("NOTE: Picked up")) {
        continue;
      }
      lines.add(line);
      if (text != null && line.contains(text)) {
        return lines;
      }
    }
    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(text).as("in the output: %s", lines).isNull();
    return lines;
  }
}
