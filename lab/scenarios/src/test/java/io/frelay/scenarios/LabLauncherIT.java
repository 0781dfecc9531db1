package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Project;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/lab} finds its programs, and says so where there is none. */
class LabLauncherIT {
  @TempDir private Path folder;

  private Command lab(String... arguments) {
    return Command.start(folder, Map.of(), "lab", arguments);
  }

  @Test
  void helpListsEveryProgramWithWhatItDoes() throws Exception {
    try (Command help = lab("--help")) {
      assertThat(help.exitCode()).isZero();
      String[] programs = Project.ROOT.resolve("lab/bin").toFile().list();
      assertThat(programs).contains("bench", "chaos");
      assertThat(help.text().lines())
          .areExactly(programs.length, each("  [a-z-]+ +[A-Z]\\S+ \\S+ .*"));
      assertThat(help.text()).contains(programs);
    }
  }

  private static Condition<String> each(String pattern) {
    return new Condition<>(line -> line.matches(pattern), pattern);
  }

  /** Those that are scripts and build nothing for it. */
  @ParameterizedTest
  @CsvSource({
    "deploy, --help",
    "fuzz, --help",
    "fuzz, --list",
    "function-figures, --help",
    "histories, --help",
    "hostile, --help",
    "model, --list",
    "vulnerabilities, --help"
  })
  void runsTheProgramOfThatName(String name, String argument) throws Exception {
    try (Command program = lab(name, argument)) {
      assertThat(program.exitCode()).as(program.errors()).isZero();
      assertThat(program.text())
          .matches("(?s)" + (argument.equals("--help") ? "Usage: lab " + name + " .*" : ".+"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "../relay", "-x", "../../bin/relay"})
  void anotherNameIsRefused(String name) throws Exception {
    try (Command nobody = lab(name)) {
      assertThat(nobody.exitCode()).isEqualTo(2);
      assertThat(nobody.errors())
          .isEqualTo("lab: there is no '" + name + "'; lab --help lists what there is\n");
    }
  }
}
