package io.frelay.relay.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class PeriodicLookTest {
  private final PeriodicLook looks =
      new PeriodicLook("test", Logger.getLogger(PeriodicLookTest.class), "as the test asks for");

  @Test
  void aLookThatFailsIsNotTheLast() throws Exception {
    CountDownLatch looked = new CountDownLatch(3);
    looks.every(
        Duration.ZERO,
        Duration.ofMillis(1),
        () -> {
          looked.countDown();
          if (looked.getCount() == 2) {
            throw new OutOfMemoryError("a test's: unable to create native thread");
          }
          if (looked.getCount() == 1) {
            throw new IllegalStateException("a test's");
          }
        });
    assertThat(looked.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void noErrorMakesALookTheLastNotOneThatCannotEvenBeLogged() throws Exception {
    CountDownLatch looked = new CountDownLatch(3);
    looks.every(
        Duration.ZERO,
        Duration.ofMillis(1),
        () -> {
          looked.countDown();
          if (looked.getCount() == 2) {
            throw new NoClassDefFoundError("a test's: its jar has been replaced");
          }
          if (looked.getCount() == 1) {
            throw new Unspeakable();
          }
        });
    assertThat(looked.await(1, TimeUnit.MINUTES)).isTrue();
  }

  /** Memory is so short that there is none to log it with. */
  private static final class Unspeakable extends Error {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new OutOfMemoryError("a test's");
    }
  }

  @Test
  void itLooksWhenItIsTold() throws Exception {
    CountDownLatch looked = new CountDownLatch(2);
    looks.every(Duration.ofDays(1), Duration.ofDays(1), looked::countDown);
    looks.now(looked::countDown);
    looks.now(looked::countDown);
    assertThat(looked.await(1, TimeUnit.MINUTES)).isTrue();
  }
}
