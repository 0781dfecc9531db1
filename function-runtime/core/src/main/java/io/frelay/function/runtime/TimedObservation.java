package io.frelay.function.runtime;

/**
 * Companion of an invocation that notes when it reached its phases, and whether it is a warm-up.
 */
abstract class TimedObservation implements Observation {
  private final Phases phases = new Phases();
  private boolean isWarmUp;

  @Override
  public final void resolved() {
    phases.resolved();
  }

  @Override
  public final void connected() {
    phases.connected();
  }

  @Override
  public final void warmed() {
    isWarmUp = true;
  }

  /** Lengths of the phases if it ends now. */
  final Phases.Lengths millis() {
    return phases.now();
  }

  final boolean isWarmUp() {
    return isWarmUp;
  }
}
