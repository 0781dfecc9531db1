package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks deploy/ and bin/ with linters, and the common behaviour of all scripts of deploy/. */
class DeployFilesIT {
  private static final Pattern NEEDED = Pattern.compile("^need ((?:[A-Z][A-Z0-9_]* ?)+)$");

  private static void accepts(List<String> linter, List<String> files) throws Exception {
    assertThat(files).isNotEmpty();
    List<String> command = new ArrayList<>(linter);
    command.addAll(files);
    FinishedProgram outcome = FinishedProgram.run(Map.of(), command);
    assertThat(outcome.exitCode()).as(outcome::output).isZero();
  }

  /** Whatever starts the relay gives its JVM the same options; the benchmark measures that one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bin/relay",
        "bin/fast-start",
        "deploy/relay/frelay-relay.service",
        "relay-app/pom.xml",
        "lab/testkit/src/main/java/io/frelay/testkit/relay/RelayLauncher.java"
      })
  void theRelaysMemoryIsBoundedHoweverItIsStarted(String file) throws Exception {
    assertThat(Files.readString(Project.ROOT.resolve(file)).replaceAll("[\",\\s]+", " "))
        .contains(
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                + " -Xms16m -XX:-ShrinkHeapInSteps -XX:MaxHeapFreeRatio=50"
                + " -XX:MaxDirectMemorySize=64m");
  }

  @Test
  void shellcheckHasNothingToSay() throws Exception {
    FinishedProgram.assumeInstalled("shellcheck", "the scripts are not checked");
    accepts(List.of("shellcheck"), FinishedProgram.files("deploy", ".sh"));
    accepts(List.of("shellcheck", "-x", "-S", "warning"), FinishedProgram.files("bin", ""));
    accepts(List.of("shellcheck", "-x", "-S", "warning"), FinishedProgram.files("lab/bin", ""));
  }

  /** Under pipefail the program before it then fails, as soon as it has more to say. */
  @Test
  void noScriptWithPipefailHangsUpOnAProgram() throws Exception {
    Pattern hangsUp = Pattern.compile("\\| *(grep -[A-Za-z]*q|head\\b|sed [^|]*\\bq\\b)");
    List<String> files = new ArrayList<>(FinishedProgram.files("deploy", ".sh", ".yaml", ".yml"));
    files.addAll(FinishedProgram.files("bin", ""));
    files.addAll(FinishedProgram.files("lab/bin", ""));
    files.add(".ci/run");
    List<String> found = new ArrayList<>();
    for (String file : files) {
      String text = Files.readString(Project.ROOT.resolve(file));
      if (text.contains("pipefail") || text.contains("common.sh")) {
        text.lines().filter(hangsUp.asPredicate()).forEach(line -> found.add(file + ": " + line));
      }
    }
    assertThat(found).isEmpty();
  }

  /** Scripts that a VM runs at its first boot are checked too, because nobody sees them fail. */
  @Test
  void shellcheckHasNothingToSayAboutScriptsInYaml(@TempDir Path folder) throws Exception {
    FinishedProgram.assumeInstalled("shellcheck", "the scripts are not checked");
    List<String> files = new ArrayList<>();
    for (String yaml : FinishedProgram.files("deploy", ".yaml", ".yml")) {
      for (String script : EmbeddedScripts.of(Files.readString(Project.ROOT.resolve(yaml)))) {
        if (script.startsWith("#!/usr/bin/python")) {
          continue;
        }
        String name = yaml.replace('/', '-') + "-" + files.size();
        files.add(Files.writeString(folder.resolve(name), script).toString());
      }
    }
    assertThat(files).anyMatch(file -> file.contains("relay-cloud-init.yaml"));
    accepts(List.of("shellcheck", "-S", "warning"), files);
  }

  @Test
  void yamllintHasNothingToSay() throws Exception {
    FinishedProgram.assumeInstalled("yamllint", "YAML is checked only where it is parsed");
    accepts(
        List.of("yamllint", "--strict", "-c", "deploy/.yamllint"),
        FinishedProgram.files("deploy", ".yaml", ".yml"));
  }

  @Test
  void cfnLintHasNothingToSay() throws Exception {
    FinishedProgram.assumeInstalled(
        "cfn-lint", "the templates are checked by CloudFormationIT alone");
    accepts(List.of("cfn-lint"), FinishedProgram.files("deploy/aws", ".yaml"));
  }

  /** The scripts that a person calls: those that are executable. */
  static List<String> scripts() throws IOException {
    return FinishedProgram.files("deploy", ".sh").stream()
        .filter(script -> Files.isExecutable(Project.ROOT.resolve(script)))
        .filter(script -> !script.endsWith("/install.sh"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void aScriptExplainsItself(String script) throws Exception {
    FinishedProgram help = FinishedProgram.run(Project.ROOT.resolve(script).toString(), "--help");
    assertThat(help.exitCode()).as(help::output).isZero();
    assertThat(help.output()).contains("--dry-run").doesNotStartWith("\n");
    FinishedProgram wrong =
        FinishedProgram.run(Project.ROOT.resolve(script).toString(), "--parameters");
    assertThat(wrong.exitCode()).isEqualTo(2);
  }

  /** So that its absence can be explained. */
  @ParameterizedTest
  @MethodSource("scripts")
  void whatAScriptNeedsIsAmongTheParameters(String script) throws IOException {
    Path file = Project.ROOT.resolve(script);
    List<String> needed =
        Files.readAllLines(file).stream()
            .map(NEEDED::matcher)
            .filter(line -> line.matches())
            .flatMap(line -> Stream.of(line.group(1).split(" ", -1)))
            .toList();
    if (needed.isEmpty()) {
      return;
    }
    List<String> parameters =
        Files.readAllLines(file.resolveSibling("parameters.env.example")).stream()
            .filter(line -> line.contains("="))
            .map(line -> line.substring(0, line.indexOf('=')).replaceFirst("^#", ""))
            .toList();
    assertThat(parameters).containsAll(needed);
  }
}
