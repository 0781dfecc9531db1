package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The client in Python, with its own tests: on the vectors, against the relay, and with the Java
 * client at the other end.
 */
class PythonClientIT {
  private static final String NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 9))";

  @Test
  void itsTestsPass() throws Exception {
    Assumptions.assumeTrue(
        hasPython(), "needs python3, 3.9 or newer; the client in Python is not tested");
    RelayProcess relay = Shared.relay();
    ProcessBuilder tests =
        new ProcessBuilder("python3", "-m", "tests")
            .directory(Project.ROOT.resolve("clients/python").toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = tests.environment();
    environment.put("FRELAY_TEST_CERTS", Shared.PKI.root().toString());
    environment.put("FRELAY_TEST_RELAY", relay.address().toString());
    environment.put("FRELAY_TEST_JAVA", Project.JAVA);
    environment.put("FRELAY_TEST_SCHEDULES", "20");
    environment.put("PYTHONDONTWRITEBYTECODE", "1"); // nothing is written into the project's folder
    Process process = tests.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    System.out.println(printed);
    assertThat(process.exitValue()).as(printed).isZero();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", NEW_ENOUGH).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
