package io.frelay.function.runtime.rehearsal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RehearsalRecorderTest {
  @Test
  @Timeout(60)
  void whoeverAwaitsItGoesOnAtItsEnd() throws Exception {
    RehearsalRecorder.await(); // for nothing
    new RehearsalRecorder().start();
    RehearsalRecorder.await();
  }
}
