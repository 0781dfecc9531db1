package io.frelay.scenarios.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.GoogleFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/fr-run} calls two real functions: one of Code Engine's kind, one of Google's. */
class FrRunIT {
  @AutoClose private static GoogleFunction google;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    Project.jarsAreFresh("fr-run/target/fr-run.jar");
    google =
        GoogleFunction.start(
            GoogleFunction.HTTP, HttpPlatform.relay().environment(Shared.PKI, "user1", "1", "0"));
  }

  private Command run(String input, String deadline) throws Exception {
    Files.writeString(
        folder.resolve("session.yaml"),
        """
        deadline: %s
        parties:
          0: {http: '%s/overlap'}
          1: {http: '%s/overlap'}
        """
            .formatted(deadline, HttpPlatform.CODE_ENGINE.shared().url(), google.url()));
    Files.writeString(folder.resolve("a.json"), "{\"items\":[\"a\",\"b\",\"c\"]}");
    Command command =
        Command.start(
            folder, Map.of(), "fr-run", "session.yaml", "--input", "0=a.json", "--input", "1=-");
    command.give(input.getBytes(UTF_8));
    return command;
  }

  @Test
  void theOutputsOfAllAreOneObject() throws Exception {
    try (Command run = run("{\"items\":[\"b\",\"c\"]}", "50s")) {
      assertThat(run.exitCode()).as(run.errors()).isZero();
      assertThat(run.text())
          .isEqualTo(
              "{\"0\":{\"common\":[\"b\",\"c\"],\"own\":3,\"theirs\":2},"
                  + "\"1\":{\"common\":[\"b\",\"c\"],\"own\":2,\"theirs\":3}}\n");
      assertThat(run.errors())
          .contains("party 0: connected", "party 0: done", "party 1: done")
          .doesNotContain("items", "\033");
    }
  }

  /** The first would wait for its peer as long as it may. */
  @Test
  void oneThatFailsEndsTheOther() throws Exception {
    try (Command run = run("{\"items\":7}", "15s")) {
      assertThat(run.exitCode()).as(run.errors()).isEqualTo(65);
      assertThat(run.text()).isEqualTo("{}\n");
      assertThat(run.errors())
          .contains("party 1: failed: bad_input", "party 0: ended: because another party failed");
    }
    // Its function waits until the request's time is over; the relay is other classes' too.
    HttpPlatform.relay().awaitMeter("frelay_waiters", 0);
  }
}
