package io.frelay.function.runtime.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalRecorderTest {
  @Test
  void whoeverAwaitsItFindsItsThreadGone() throws Exception {
    new RehearsalRecorder().start();
    RehearsalRecorder.await();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("frelay rehearsal"));
  }
}
