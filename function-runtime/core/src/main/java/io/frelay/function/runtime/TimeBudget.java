package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import io.frelay.client.internal.Durations;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.time.Duration;

/** Shares out the time of an invocation. */
final class TimeBudget {
  /** Kept back so that the answer, or the error, still gets to the caller in time. */
  private static final Duration LONGEST_MARGIN = Duration.ofMillis(500);

  private TimeBudget() {}

  /**
   * Time that the handler and its peers get.
   *
   * @param allowed by the platform
   * @param askedMs by the caller, or null
   * @throws FunctionException if nothing is left, or the caller asks for nothing
   */
  static Duration of(Duration allowed, Long askedMs) throws FunctionException {
    Duration budget = withoutMargin(allowed);
    if (askedMs != null) {
      if (askedMs <= 0) {
        throw new FunctionException(ErrorCode.BAD_INPUT, "timeoutMs is not positive");
      }
      Duration asked = Duration.ofMillis(askedMs);
      budget = Durations.shorter(asked, budget);
    }
    if (budget.isNegative() || budget.isZero()) {
      throw new FunctionException(ErrorCode.TIMEOUT, "the invocation has no time left");
    }
    return budget;
  }

  /** Time for what is to fail before {@code allowed} is over, so that its own error is told. */
  static Duration withoutMargin(Duration allowed) {
    return allowed.minus(Durations.shorter(allowed.dividedBy(10), LONGEST_MARGIN));
  }

  /** At least a moment, as the client wants it: its own error then says what was not reached. */
  static Duration left(Deadline deadline) {
    Duration remaining = deadline.remaining();
    return Durations.longer(remaining, Duration.ofMillis(1));
  }
}
