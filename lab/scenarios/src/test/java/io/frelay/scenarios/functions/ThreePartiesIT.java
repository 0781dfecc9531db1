package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three functions, by a group in Java, and by programs in Python and C. */
class ThreePartiesIT {
  private static final Path EXAMPLES = Project.ROOT.resolve("examples/programs");
  private static final Path FOLDER = TemporaryFolder.create("programs");

  /** One setting for all tests: the tag says which program. */
  private static final String CHOICE =
      """
      #!/bin/sh
      case $FRELAY_TAG-$FRELAY_SELF in
        C-*|mixed-2) exec %1$s/sum ;;
        *) exec python3 -B %2$s/sum.py ;;
      esac
      """;

  private static final List<CodeEngineApp> APPS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Path program = FOLDER.resolve("program");
    Files.writeString(program, CHOICE.formatted(FOLDER, EXAMPLES));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    RelayProcess relay = Shared.relay();
    List<Future<CodeEngineApp>> starting = new ArrayList<>();
    for (String party : List.of("0", "1", "2")) {
      Map<String, String> environment = relay.environment(Shared.PKI, "user1", party, "0,1,2");
      environment.put("FRELAY_PROGRAM", program.toString());
      starting.add(Parties.run(() -> CodeEngineApp.startTrials(environment)));
    }
    for (Future<CodeEngineApp> each : starting) {
      APPS.add(Parties.await(each));
    }
  }

  @AfterAll
  static void stop() {
    APPS.forEach(CodeEngineApp::close);
  }

  /** Calls all parties at once, with 10, 20 and 12. */
  private static List<Answer> call(String path, String tag, String input) throws Exception {
    List<Future<Answer>> calls = new ArrayList<>();
    int[] values = {10, 20, 12};
    for (int i = 0; i < 3; i++) {
      String body =
          "{\"frelay\":{\"tag\":\"%s\"},\"input\":%s}".formatted(tag, input.formatted(values[i]));
      CodeEngineApp app = APPS.get(i);
      calls.add(
          Parties.run(
              () -> app.invoke(app.url("mounted" + path), Map.of(), body, Parties.PATIENCE)));
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> each : calls) {
      answers.add(Parties.await(each));
    }
    return answers;
  }

  @Test
  void aHandlersPeersAreAGroup() throws Exception {
    assertThat(call("/joint", "group", "%d"))
        .containsOnly(new Answer(200, "{\"sum\":42,\"parties\":[\"0\",\"1\",\"2\"]}"));
  }

  @Test
  void aProgramInPythonIsAHandler() throws Exception {
    requirePython();
    assertThat(call("", "Python", "{\"value\":%d}")).allMatch(ThreePartiesIT::isRight);
    assertThat(APPS.get(1).log()).contains("party 1 has connected its peers");
  }

  @Test
  void aProgramInC() throws Exception {
    requireCompiler();
    assertThat(call("/program", "C", "{\"value\":%d}")).allMatch(ThreePartiesIT::isRight);
  }

  @Test
  void programsOfDifferentLanguagesMeet() throws Exception {
    requirePython();
    requireCompiler();
    assertThat(call("", "mixed", "{\"value\":%d}")).allMatch(ThreePartiesIT::isRight);
  }

  @Test
  void aProgramMayRefuseItsInput() throws Exception {
    requirePython();
    assertThat(call("", "refused", "{\"value\":\"%d\"}"))
        .allMatch(answer -> answer.status() == 400 && answer.body().contains("refuses the input"));
  }

  private static boolean isRight(Answer answer) {
    return answer.status() == 200
        && answer.body().replace(" ", "").equals("{\"total\":42,\"parties\":3}");
  }

  private static void requirePython() {
    Assumptions.assumeTrue(runs("python3", "--version"), "needs python3: not tested");
  }

  private static void requireCompiler() throws Exception {
    Assumptions.assumeTrue(runs("cc", "--version"), "needs a C compiler, cc: not tested");
    Path sum = FOLDER.resolve("sum");
    if (Files.notExists(sum)) {
      String[] command = {"cc", "-O2", "-o", sum.toString(), EXAMPLES + "/sum.c"};
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
  }

  private static boolean runs(String... command) {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
