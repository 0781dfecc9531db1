package io.frelay.function.deployment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Meters and spans of the application, for a test to look at. */
class Telemetry {
  @Produces
  @Singleton
  SimpleMeterRegistry registry() {
    return new SimpleMeterRegistry();
  }

  /** No SpanExporter, to which Quarkus would send all spans once more, some seconds later. */
  @Produces
  @Singleton
  @Typed(InMemorySpanExporter.class)
  InMemorySpanExporter exporter() {
    return InMemorySpanExporter.create();
  }

  @Produces
  @Singleton
  SpanProcessor processor(InMemorySpanExporter exporter) {
    return SimpleSpanProcessor.create(exporter);
  }
}
