package io.frelay.function.runtime.metrics;

import io.frelay.function.FunctionException;
import io.frelay.function.runtime.Invocation;
import io.frelay.function.runtime.Observation;
import io.frelay.function.runtime.Observer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Counts and times invocations. The labels are closed sets: the application's handlers, the error
 * codes, and the phases.
 */
@Singleton
class InvocationMetrics implements Observer {
  /** Each invocation, by handler and outcome. */
  static final String INVOCATIONS = "frelay.function.invocations";

  /** The parts of those that got that far: secrets, peers, handler. */
  static final String PHASES = "frelay.function.phases";

  /** Handler's label where none of the application is meant. */
  private static final String NONE = "none";

  private final MeterRegistry registry;

  @Inject
  InvocationMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Observation begin(Invocation invocation) {
    return new Timed(invocation);
  }

  private final class Timed implements Observation {
    private final Invocation invocation;
    private final long begun = System.nanoTime();
    private long phaseBegan = begun;
    private String phase = "secrets";
    private String outcome = "done";

    Timed(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void resolved() {
      next("peers");
    }

    @Override
    public void connected() {
      next("handler");
    }

    @Override
    public void warmed() {
      outcome = "warm_up";
    }

    @Override
    public void ended(FunctionException failure) {
      if (phase.equals("handler")) {
        record(PHASES, "phase", phase, phaseBegan);
      }
      String code = failure == null ? outcome : failure.code().wireName();
      record(INVOCATIONS, "outcome", code, begun);
    }

    private void next(String following) {
      record(PHASES, "phase", phase, phaseBegan);
      phase = following;
      phaseBegan = System.nanoTime();
    }

    private void record(String timer, String label, String value, long from) {
      String handler = invocation.handler().isEmpty() ? NONE : invocation.handler();
      Timer.builder(timer)
          .tag("handler", handler)
          .tag(label, value)
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - from));
    }
  }
}
