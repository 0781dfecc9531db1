package io.frelay.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** ^C and SIGTERM: the program ends when what it has started is ended. */
final class EndOfProgram {
  private static final int TIMEOUT_SECONDS = 25;

  private final CountDownLatch reached = new CountDownLatch(1);

  private EndOfProgram(Thread worker) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (reached.getCount() > 0) {
                    worker.interrupt();
                    awaitEnd();
                  }
                }));
  }

  /** From now on the end of the program interrupts a thread, and waits until it says so. */
  static EndOfProgram interrupts(Thread worker) {
    return new EndOfProgram(worker);
  }

  private void awaitEnd() {
    try {
      boolean unused = reached.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts a hook
    }
  }

  /** The thread has ended its work. */
  void reached() {
    reached.countDown();
  }
}
