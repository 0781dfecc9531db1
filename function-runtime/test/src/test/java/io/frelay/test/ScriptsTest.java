package io.frelay.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ScriptsTest {
  private final Scripts scripts = new Scripts();

  @Test
  void aScriptThatIsNotThroughSaysWhatItDoes() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    scripts.start(
        "1",
        () -> {
          never.await();
          return null;
        },
        () -> "party 0 has not come",
        () -> {});
    assertThat(scripts.await(Duration.ZERO).get("1")).hasMessage("party 0 has not come");
  }

  @Test
  void severalFailuresAreOne() {
    AssertionError error = Scripts.error(Map.of("1", new IllegalStateException("wrong")));
    assertThat(error).hasMessage("party 1: wrong").hasCauseInstanceOf(IllegalStateException.class);
  }
}
