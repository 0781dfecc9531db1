package io.frelay.function.runtime.tracing;

import io.frelay.function.FunctionConfig;
import io.frelay.function.runtime.Invocation;
import io.frelay.function.runtime.Observation;
import io.frelay.function.runtime.Observer;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Traces all invocations. */
@Singleton
public class Tracing implements Observer {
  static final String SCOPE = "io.frelay.function";

  private final OpenTelemetry openTelemetry;
  private final boolean isShared;

  @Inject
  public Tracing(OpenTelemetry openTelemetry, FunctionConfig config) {
    this.openTelemetry = openTelemetry;
    isShared = config.tracePeers();
  }

  @Override
  public Observation begin(Invocation invocation) {
    return new InvocationTrace(
        openTelemetry.getTracer(SCOPE),
        new Origins(openTelemetry.getPropagators().getTextMapPropagator(), invocation),
        invocation,
        isShared);
  }
}
