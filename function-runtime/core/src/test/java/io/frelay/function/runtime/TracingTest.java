package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.tracing.Tracing;
import io.frelay.function.secrets.PartySource;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The spans of two parties, each with an OpenTelemetry of its own, that meet through a relay. */
class TracingTest extends InvokerParties {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String OTHER = "11111111111111111111111111111111";

  /** Sends to the peer and hears it, and says in which span it ran. */
  private static final class Exchange implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) throws Exception {
      var peer = peers.get(peers.names().get(0)).messages();
      peer.send(input.getBytes(UTF_8));
      var unused = peer.receive().orElseThrow();
      return Span.current().getSpanContext().getSpanId();
    }
  }

  private final class Party {
    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    final String peer;
    final Invoker invoker;

    Party(String name, boolean tracePeers) {
      peer = name.equals("0") ? "1" : "0";
      OpenTelemetrySdk telemetry =
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
              .build();
      FixedConfig config = new FixedConfig(Duration.ofSeconds(30), tracePeers);
      ObjectMapper json = new ObjectMapper();
      Handlers.Handler handler =
          new Handlers.Handler("exchange", new Exchange(), json.constructType(String.class));
      invoker =
          new Invoker(
              Handlers.of(handler),
              json,
              config,
              PartySource.of(environment(name, Map.of())),
              new WarmLinks(),
              new Surroundings(
                  List.of(new Tracing(telemetry, config)), List.of(), new CurrentInvocation()));
    }

    CompletableFuture<String> called(String trace) {
      Map<String, List<String>> headers =
          trace.isEmpty()
              ? Map.of()
              : Map.of("traceparent", List.of("00-" + trace + "-00f067aa0ba902b7-01"));
      Request request =
          new Request(
              "\"hello\"".getBytes(UTF_8),
              Meeting.of("t", peer).within(Duration.ofSeconds(20)),
              Optional.empty(),
              HttpHeaders.ofBytes(headers),
              Origin.UNKNOWN);
      return inBackground(() -> new String(invoker.invoke(request), UTF_8));
    }

    SpanData span(String name) {
      return spans.getFinishedSpanItems().stream()
          .filter(each -> each.getName().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private Party zero;
  private Party one;

  @BeforeEach
  void start() {
    relay.deliverHellos();
    zero = new Party("0", true);
    one = new Party("1", true);
  }

  /** Party 1 comes first, and so is the TLS server. */
  private void meet(Party zero, String traceOfZero, Party one, String traceOfOne) throws Exception {
    CompletableFuture<String> first = one.called(traceOfOne);
    relay.awaitWaiter();
    CompletableFuture<String> second = zero.called(traceOfZero);
    assertThat(first.get()).isEqualTo("\"" + one.span("handle exchange").getSpanId() + "\"");
    assertThat(second.get()).isEqualTo("\"" + zero.span("handle exchange").getSpanId() + "\"");
  }

  @Test
  void oneTraceShowsBothParties() throws Exception {
    meet(zero, TRACE, one, "");
    for (Party each : List.of(zero, one)) {
      assertThat(each.spans.getFinishedSpanItems())
          .extracting(SpanData::getName)
          .containsExactlyInAnyOrder(
              "invoke exchange", "secrets", "meet " + each.peer, "handle exchange");
      assertThat(each.spans.getFinishedSpanItems())
          .extracting(SpanData::getTraceId)
          .containsOnly(TRACE);
      String parent = each.span("invoke exchange").getSpanId();
      for (String child : List.of("secrets", "meet " + each.peer, "handle exchange")) {
        assertThat(each.span(child).getParentSpanId()).as(child).isEqualTo(parent);
      }
    }
    assertThat(zero.span("invoke exchange").getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(one.span("invoke exchange").getParentSpanId())
        .isEqualTo(zero.span("invoke exchange").getSpanId());
  }

  @Test
  void whereNobodySaysWhichTraceItIsTheSecondOnesIsBoths() throws Exception {
    meet(zero, "", one, "");
    assertThat(one.span("handle exchange").getTraceId())
        .isEqualTo(zero.span("handle exchange").getTraceId());
  }

  @Test
  void twoTracesOfTwoCallersAreLinked() throws Exception {
    meet(zero, TRACE, one, OTHER);
    assertThat(one.span("handle exchange").getTraceId()).isEqualTo(OTHER);
    assertThat(one.span("meet 0").getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(link -> link.getTraceId() + link.getSpanId())
        .containsExactly(TRACE + zero.span("invoke exchange").getSpanId());
  }

  @Test
  void thePeerNeedNotBeToldOrBelieved() throws Exception {
    meet(new Party("0", false), TRACE, one, "");
    assertThat(one.span("handle exchange").getTraceId()).isNotEqualTo(TRACE);
    Party deaf = new Party("1", false);
    meet(zero, TRACE, deaf, "");
    assertThat(deaf.span("handle exchange").getTraceId()).isNotEqualTo(TRACE);
    assertThat(deaf.span("meet 0").getLinks()).isEmpty();
  }
}
