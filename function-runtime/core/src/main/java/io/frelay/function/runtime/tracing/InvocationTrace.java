package io.frelay.function.runtime.tracing;

import io.frelay.client.FrelayException;
import io.frelay.client.TraceContext;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.Invocation;
import io.frelay.function.runtime.Observation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * The spans of one invocation: {@code invoke HANDLER}, and in it {@code secrets}, {@code meet PEER}
 * for each peer, and {@code handle HANDLER}, which is current while the handler runs.
 *
 * <p>It is part of the caller's trace, if the caller says which. Else, with one peer that is the
 * TLS client of the two, it is part of that one's: whichever has come second to the relay leads, so
 * that nobody waits to hear. Else its trace is its own. In any case a link leads from {@code meet}
 * to where that peer is. So the first span begins in earnest once all of that is known, though with
 * the time at which it began.
 */
final class InvocationTrace implements Observation {
  /** A peer, and what came of meeting it. */
  private record Met(
      String peer, Instant begun, Instant done, Optional<TraceContext> told, String failure) {}

  private final Tracer tracer;
  private final Origins origins;
  private final Invocation invocation;
  private final boolean isShared;
  private final Instant begun = Instant.now();
  private final List<Met> met = new ArrayList<>(); // guarded by this
  private Span span; // guarded by this
  private Context around; // guarded by this
  private Instant resolved;

  InvocationTrace(Tracer tracer, Origins origins, Invocation invocation, boolean isShared) {
    this.tracer = tracer;
    this.origins = origins;
    this.invocation = invocation;
    this.isShared = isShared;
  }

  @Override
  public void resolved() {
    resolved = Instant.now();
    if (!isShared || origins.isGiven() || invocation.peers().size() > 1) {
      Context unused = begin(origins.own());
    }
  }

  @Override
  public Optional<Supplier<Optional<TraceContext>>> toPeers() {
    return isShared ? Optional.of(this::lead) : Optional.empty();
  }

  /** The peer is to go on from here: that settles whose trace it is. */
  private synchronized Optional<TraceContext> lead() {
    Context unused = begin(origins.own());
    SpanContext here = span.getSpanContext();
    return here.isValid()
        ? Optional.of(
            new TraceContext(
                here.getTraceId(), here.getSpanId(), here.getTraceFlags().asByte() & 0xff))
        : Optional.empty();
  }

  @Override
  public synchronized void met(String peer, Instant when, Optional<TraceContext> told) {
    met.add(new Met(peer, when, Instant.now(), isShared ? told : Optional.empty(), null));
  }

  @Override
  public synchronized void missed(String peer, Instant when, FrelayException why) {
    met.add(new Met(peer, when, Instant.now(), Optional.empty(), why.getClass().getSimpleName()));
  }

  @Override
  public synchronized <T> Callable<T> handling(Callable<T> code) {
    Context unused = begin(settled());
    Context parent = around;
    return () -> {
      Span handler =
          tracer.spanBuilder("handle " + invocation.handler()).setParent(parent).startSpan();
      try {
        return parent.with(handler).wrap(code).call();
      } catch (Exception | Error e) {
        handler.setStatus(StatusCode.ERROR, e.getClass().getSimpleName()); // no message: it may
        throw e; // quote the input
      } finally {
        handler.end();
      }
    };
  }

  /** The trace to be in, once the peers have been met. */
  private Context settled() {
    return met.stream()
        .flatMap(each -> each.told().stream())
        .findFirst()
        .map(origins::of)
        .orElseGet(origins::own);
  }

  /** Begins the first span, unless it has begun. */
  private synchronized Context begin(Context parent) {
    if (span == null) {
      SpanContext local = origins.around();
      SpanBuilder builder =
          tracer
              .spanBuilder("invoke " + invocation.handler())
              .setParent(parent)
              .setSpanKind(local.isValid() ? SpanKind.INTERNAL : SpanKind.SERVER)
              .setStartTimestamp(begun);
      if (local.isValid()) {
        builder.addLink(local);
      }
      span = builder.startSpan();
      around = parent.with(span);
    }
    return around;
  }

  @Override
  public synchronized void ended(FunctionException failure) {
    Context parent = begin(settled());
    if (resolved != null) {
      Span secrets = child("secrets", parent, begun).startSpan();
      secrets.end(resolved);
    }
    met.forEach(each -> record(each, parent));
    span.setAttribute("frelay.handler", invocation.handler());
    span.setAttribute("frelay.tag", invocation.tag());
    invocation.requestId().ifPresent(id -> span.setAttribute("faas.invocation_id", id));
    span.setAttribute("frelay.outcome", failure == null ? "done" : failure.code().wireName());
    if (failure != null) {
      span.setStatus(StatusCode.ERROR, failure.code().wireName());
    }
    span.end();
  }

  private void record(Met each, Context parent) {
    SpanBuilder builder =
        child("meet " + each.peer(), parent, each.begun())
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("frelay.peer", each.peer());
    each.told().map(Origins::spanOf).ifPresent(builder::addLink);
    Span meeting = builder.startSpan();
    if (each.failure() != null) {
      meeting.setStatus(StatusCode.ERROR, each.failure());
    }
    meeting.end(each.done());
  }

  private SpanBuilder child(String name, Context parent, Instant from) {
    return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(from);
  }
}
