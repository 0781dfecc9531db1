package io.frelay.function.runtime.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void twoPartiesShakeHandsAndRead() throws Exception {
    assertThat(Rehearsal.run()).containsExactly(1, 2);
  }

  @Test
  void whoeverAwaitsItFindsItsThreadGone() throws Exception {
    new RehearsalRecorder().start();
    RehearsalRecorder.await();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("frelay rehearsal"));
  }
}
