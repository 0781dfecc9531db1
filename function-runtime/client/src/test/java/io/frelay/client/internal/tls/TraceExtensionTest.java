package io.frelay.client.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.TraceContext;
import io.frelay.client.internal.session.Vectors;
import io.frelay.client.internal.session.Vectors.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trace contexts on the wire, by the vectors. */
class TraceExtensionTest {
  private static final ApplicationProtocols TRACED =
      ApplicationProtocols.of(List.of(), true, true, true);

  static List<Entry> contexts() throws IOException {
    return Vectors.read("frelay-trace-1.json").entries("contexts");
  }

  static List<Entry> agreements() throws IOException {
    return Vectors.read("frelay-trace-1.json").entries("agreements");
  }

  @ParameterizedTest
  @MethodSource("contexts")
  void asItGoesOverTheWire(Entry vector) {
    byte[] bytes = vector.bytes("hex");
    Optional<TraceContext> read = TraceExtension.decode(bytes);
    assertThat(read.map(TraceExtensionTest::traceParent).orElse(""))
        .isEqualTo(vector.text("traceparent"));
    read.ifPresent(context -> assertThat(TraceExtension.encode(read)).isEqualTo(bytes));
  }

  private static String traceParent(TraceContext context) {
    return "00-%s-%s-%02x".formatted(context.traceId(), context.spanId(), context.flags());
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void whatIsAgreedOn(Entry vector) {
    List<String> offered = vector.texts("client");
    String agreed =
        vector.texts("server").stream().filter(offered::contains).findFirst().orElse("");
    assertThat(agreed).isEqualTo(vector.text("agreed"));
    assertThat(TraceExtension.isAgreed(agreed)).isEqualTo(vector.members().get("traced"));
    assertThat(TraceExtension.inside(agreed)).isEqualTo(vector.text("inside"));
    if (TraceExtension.isAgreed(agreed)) {
      // The vectors are of a client that does not know named streams.
      assertThat(TRACED.offered())
          .filteredOn(each -> !ApplicationProtocols.haveNamedStreams(each))
          .containsExactlyElementsOf(offered);
    }
  }
}
