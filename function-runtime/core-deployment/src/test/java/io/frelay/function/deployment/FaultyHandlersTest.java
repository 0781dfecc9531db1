package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.frelay.function.KeepWarm;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Named;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults that would fail every call fail the build, with the classes and the reasons. */
class FaultyHandlersTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest().assertException(FaultyHandlersTest::assertFaults);

  static class First {
    static class Twice implements PeerHandler<String, String> {
      @Override
      public String handle(String input, Peers peers) {
        return input;
      }
    }
  }

  @Named("twice")
  static class Second extends First.Twice {}

  @KeepWarm(idle = "soon")
  static class Soon extends First.Twice {}

  @SuppressWarnings("rawtypes") // the fault
  static class Raw implements PeerHandler {
    @Override
    public Object handle(Object input, Peers peers) {
      return input;
    }
  }

  static class Streaming implements PeerHandler<String, Multi<String>> {
    @Override
    public Multi<String> handle(String input, Peers peers) {
      return Multi.createFrom().item(input);
    }
  }

  static class Promising implements PeerHandler<String, Future<String>> {
    @Override
    public Future<String> handle(String input, Peers peers) {
      return null;
    }
  }

  static class OfVertx implements PeerHandler<String, io.vertx.core.Future<String>> {
    @Override
    public io.vertx.core.Future<String> handle(String input, Peers peers) {
      return io.vertx.core.Future.succeededFuture(input);
    }
  }

  static class StreamingLater implements PeerHandler<String, Uni<Multi<String>>> {
    @Override
    public Uni<Multi<String>> handle(String input, Peers peers) {
      return Uni.createFrom().item(Multi.createFrom().item(input));
    }
  }

  private static void assertFaults(Throwable failure) {
    assertThat(failure)
        .hasStackTraceContaining("are both the handler 'twice'; give one another name by @Named")
        .hasStackTraceContaining("$Soon: @KeepWarm: idle = \"soon\" is no duration")
        .hasStackTraceContaining("$Raw does not say what it takes and gives")
        .hasStackTraceContaining(
            "$Streaming gives a io.smallrye.mutiny.Multi, which is not awaited")
        .hasStackTraceContaining("$Promising gives a java.util.concurrent.Future")
        .hasStackTraceContaining("$OfVertx gives a io.vertx.core.Future, which is not awaited")
        .hasStackTraceContaining("$StreamingLater gives a io.smallrye.mutiny.Multi");
  }

  @Test
  void isNotBuilt() {
    fail("the application was built");
  }
}
