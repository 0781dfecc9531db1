/**
 * Spans of invocations, where the application has OpenTelemetry: {@link
 * io.frelay.function.runtime.tracing.InvocationTrace} says which, and whose trace they are part of.
 */
package io.frelay.function.runtime.tracing;
