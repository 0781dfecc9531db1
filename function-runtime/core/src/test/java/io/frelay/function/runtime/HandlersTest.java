package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.PeerHandler;
import org.junit.jupiter.api.Test;

class HandlersTest {
  private final PeerHandler<String, String> made = (input, peers) -> input;
  private final Handlers.Handler failing =
      new Handlers.Handler("a", HandlersTest.class, () -> fail("it wants what is not there"), null);
  private final Handlers.Handler produced =
      new Handlers.Handler("b", HandlersTest.class, () -> made, null);
  private final Handlers handlers = Handlers.of(failing, produced);

  private static PeerHandler<?, ?> fail(String why) {
    throw new IllegalStateException(why);
  }

  @Test
  void aProducedHandlerThatCannotBeMadeTakesNoOtherAlong() throws Exception {
    assertThat(Handlers.purpose(handlers.get("b"))).isEqualTo("handler b");
    assertThat(handlers.purpose(made)).isEmpty();
  }
}
