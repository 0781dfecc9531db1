package io.frelay.function.runtime.tracing;

import io.frelay.client.ConnectListener;
import io.frelay.client.FrelayException;
import io.frelay.client.SessionFacts;
import io.frelay.function.client.Clients;
import io.frelay.function.runtime.Failures;
import io.frelay.function.secrets.PartySource;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * A span {@code meet PEER} of each session that an injected client sets up, or does not, in the
 * trace of whoever calls it.
 */
@Singleton
class ClientTracing implements Clients.Observer {
  private final Tracer tracer;

  @Inject
  ClientTracing(OpenTelemetry openTelemetry) {
    tracer = openTelemetry.getTracer(Tracing.SCOPE);
  }

  @Override
  public ConnectListener observe(String name, PartySource party) {
    String client = Clients.label(name);
    return (peer, tag) -> {
      SpanBuilder builder =
          tracer
              .spanBuilder("meet " + peer)
              .setParent(Context.current())
              .setSpanKind(SpanKind.CLIENT)
              .setStartTimestamp(Instant.now())
              .setAttribute("frelay.client", client)
              .setAttribute("frelay.peer", peer)
              .setAttribute("frelay.tag", tag);
      return new Meeting(builder);
    };
  }

  /** Becomes a span once it is known how it has ended. */
  private record Meeting(SpanBuilder builder) implements ConnectListener.Result {
    @Override
    public void connected(SessionFacts facts) {
      builder.startSpan().end();
    }

    @Override
    public void failed(FrelayException failure) {
      Span span = builder.startSpan();
      span.setStatus(StatusCode.ERROR, Failures.code(failure).wireName());
      span.end();
    }
  }
}
