package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.quarkus.test.QuarkusUnitTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Faults that only the start can know, and that would fail every call, fail the start, all in one
 * message.
 */
class FaultySettingsTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .overrideRuntimeConfigKey("frelay.handler", "nobody")
          .overrideRuntimeConfigKey("frelay.timeout", "0")
          .overrideRuntimeConfigKey("frelay.http.max-body", "3G")
          .overrideRuntimeConfigKey("frelay.allow.handlers", "ofShapes,stranger")
          .overrideRuntimeConfigKey("frelay.program", "./nothing --fast")
          .overrideRuntimeConfigKey("frelay.program-env", "LANG,PARTY_KEY")
          .overrideRuntimeConfigKey("frelay.allow.peers", "1,gr\u00fcn")
          .overrideRuntimeConfigKey("frelay.allow.tag-prefix", "t".repeat(10_000))
          .overrideRuntimeConfigKey("frelay.allow.relays", "relay.example:6000,relay.example")
          .assertException(FaultySettingsTest::assertFaults);

  /** Jackson cannot tell which class to make. */
  interface Shape {}

  static class OfShapes implements PeerHandler<List<Shape>, String> {
    @Override
    public String handle(List<Shape> input, Peers peers) {
      return "";
    }
  }

  /** Jackson cannot tell which constructor to take. */
  static class Closed {
    Closed(String first, String second) {}

    Closed(String first, String second, String third) {}
  }

  static class OfClosed implements PeerHandler<Closed, String> {
    @Override
    public String handle(Closed input, Peers peers) {
      return "";
    }
  }

  private static void assertFaults(Throwable failure) {
    assertThat(failure)
        .hasStackTraceContaining("handler ofShapes takes ")
        .hasStackTraceContaining("$Shape is abstract")
        .hasStackTraceContaining("handler ofClosed takes ")
        .hasStackTraceContaining("$Closed is without a constructor")
        .hasStackTraceContaining(
            "names 'nobody'; this application has: ofClosed, ofShapes, program")
        .hasStackTraceContaining(
            "FRELAY_ALLOW_HANDLERS (frelay.allow.handlers) names 'stranger'; this application has:")
        .hasStackTraceContaining(
            "FRELAY_HANDLER (frelay.handler) names 'nobody', which FRELAY_ALLOW_HANDLERS leaves"
                + " out")
        .hasStackTraceContaining(
            "FRELAY_PROGRAM (frelay.program) names ./nothing, which is no file")
        .hasStackTraceContaining("FRELAY_PROGRAM_ENV (frelay.program-env) names PARTY_KEY")
        .hasStackTraceContaining("FRELAY_ALLOW_PEERS (frelay.allow.peers): a peer's name is 1 to")
        .hasStackTraceContaining(
            "FRELAY_ALLOW_TAG_PREFIX (frelay.allow.tag-prefix) begins no tag: ")
        .hasStackTraceContaining("FRELAY_ALLOW_RELAYS (frelay.allow.relays): a relay is host:port")
        .hasStackTraceContaining("FRELAY_TIMEOUT (frelay.timeout) is not positive")
        .hasStackTraceContaining(
            "FRELAY_HTTP_MAX_BODY (frelay.http.max-body) is not between 1 byte and 2147483647");
  }

  @Test
  void doesNotStart() {
    fail("the application has started");
  }
}
