package io.frelay.function.runtime.tracing;

import io.frelay.client.TraceContext;
import io.frelay.function.runtime.Invocation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Map;

/** Contexts that an invocation's trace may go on from. */
final class Origins {
  private static final TextMapGetter<Map<String, List<String>>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, List<String>> headers) {
          return headers.keySet();
        }

        @Override
        public String get(Map<String, List<String>> headers, String name) {
          return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
        }
      };

  /** Context of the platform's adapter, which may have a span of its own. */
  private final Context here = Context.current();

  private final Context callers;

  Origins(TextMapPropagator propagator, Invocation invocation) {
    callers = propagator.extract(Context.root(), invocation.headers(), HEADERS);
  }

  /** Returns whether the caller has said which trace it is in. */
  boolean isGiven() {
    return span(callers).isValid();
  }

  /** The trace of the caller, or a new one. */
  Context own() {
    return span(here).isValid() || !isGiven() ? here : callers;
  }

  /** The span that stands around the invocation; not valid if there is none. */
  SpanContext around() {
    return span(here);
  }

  /** The trace of a peer. */
  Context of(TraceContext peer) {
    return here.with(Span.wrap(spanOf(peer)));
  }

  static SpanContext spanOf(TraceContext peer) {
    return SpanContext.createFromRemoteParent(
        peer.traceId(),
        peer.spanId(),
        TraceFlags.fromByte((byte) peer.flags()),
        TraceState.getDefault());
  }

  private static SpanContext span(Context context) {
    return Span.fromContext(context).getSpanContext();
  }
}
