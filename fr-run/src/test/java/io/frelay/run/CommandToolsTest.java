package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.run.Effects.Finished;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommandToolsTest {
  private final CommandTools programs = new CommandTools();

  @Test
  void aProgramsOutputsAndExitCodeAreItsResult() throws Exception {
    assertThat(programs.run(List.of("sh", "-c", "echo one; echo two >&2; cat; exit 3")))
        .isEqualTo(new Finished(3, "one", "two"));
  }

  @Test
  void theAwsCliIsToldToCallOnce() throws Exception {
    assertThat(programs.run(List.of("sh", "-c", "echo $AWS_MAX_ATTEMPTS")).out()).isEqualTo("1");
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> programs.run(List.of("no-such-cloud", "login")))
        .isInstanceOf(CallFailedException.class)
        .hasMessageStartingWith("no_program: no-such-cloud: it cannot be started; install it");
  }

  /** Else the test would take a minute. */
  @Test
  void anInterruptEndsTheProgram() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> programs.run(List.of("sleep", "60")))
        .isInstanceOf(InterruptedException.class);
    assertThat(ProcessHandle.current().children())
        .allSatisfy(child -> assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(10)));
  }
}
