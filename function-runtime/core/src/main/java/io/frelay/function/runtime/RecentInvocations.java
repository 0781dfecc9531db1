package io.frelay.function.runtime;

import io.frelay.function.FunctionException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last invocations in dev mode, for whoever looks at them. */
@ApplicationScoped
class RecentInvocations implements Observer {
  private static final int MAX_KEPT = 50;

  /**
   * One that is over.
   *
   * @param outcome "done", or the code of its error and what happened
   */
  record Recent(
      Instant at,
      String handler,
      String tag,
      List<String> peers,
      Phases.Lengths millis,
      String outcome) {}

  private final Deque<Recent> recent = new ArrayDeque<>();

  @Override
  public Observation begin(Invocation invocation) {
    return new Recorder(invocation);
  }

  private final class Recorder extends TimedObservation {
    private final Invocation invocation;
    private final Instant at = Instant.now();

    Recorder(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void ended(FunctionException failure) {
      if (!isWarmUp()) {
        String outcome =
            failure == null ? "done" : failure.code().wireName() + ": " + failure.getMessage();
        add(
            new Recent(
                at, invocation.handler(), invocation.tag(), invocation.peers(), millis(), outcome));
      }
    }
  }

  private synchronized void add(Recent invocation) {
    recent.addFirst(invocation);
    if (recent.size() > MAX_KEPT) {
      recent.removeLast();
    }
  }

  /** All of them, the last one first. */
  synchronized List<Recent> all() {
    return List.copyOf(recent);
  }
}
