package io.frelay.function.runtime;

/** A bean that goes along with all invocations. What it does must not fail. */
@FunctionalInterface
public interface Observer {
  /** One begins. */
  Observation begin(Invocation invocation);
}
