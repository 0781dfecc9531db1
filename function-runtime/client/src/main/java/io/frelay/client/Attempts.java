package io.frelay.client;

import java.util.ArrayDeque;
import java.util.Deque;

/** Repeats an attempt until it succeeds, cannot succeed, or the deadline has come. */
final class Attempts {
  /** As many earlier failures the last one carries along. */
  private static final int REMEMBERED = 3;

  /** One attempt. */
  interface Attempt {
    /** The {@code number}th attempt of the call, from 1. */
    Encounter run(int number) throws FrelayException, InterruptedException;

    /** Whether to wait a little before the next attempt if this one fails. */
    default boolean isLastOfRound(int number) {
      return true;
    }
  }

  private Attempts() {}

  static Encounter run(Attempt attempt, ClientOptions options, Deadline deadline)
      throws FrelayException, InterruptedException {
    BackOff backOff = new BackOff(options.backOffBase(), options.backOffCap());
    Deque<FrelayException> earlier = new ArrayDeque<>();
    RefusedException refused = null; // says more than the failures that follow it
    for (int number = 1; ; number++) {
      try {
        Encounter met = attempt.run(number);
        if (Thread.interrupted()) {
          met.wire().close();
          throw new InterruptedException("interrupted while connecting");
        }
        return met;
      } catch (FrelayException e) {
        if (Thread.interrupted()) { // which has closed the socket and so failed the attempt
          throw new InterruptedException("interrupted while connecting");
        }
        boolean pauses = attempt.isLastOfRound(number) && !e.isWorthAnotherAttemptAtOnce();
        boolean again =
            e.isWorthAnotherAttempt() && (pauses ? backOff.pause(deadline) : !deadline.hasPassed());
        if (!again) {
          earlier.forEach(e::addSuppressed);
          e.setHistory(number, e instanceof RefusedException ? null : refused);
          throw e;
        }
        if (e instanceof RefusedException refusal) {
          refused = refusal;
        }
        earlier.addLast(e);
        if (earlier.size() > REMEMBERED) {
          earlier.removeFirst();
        }
      }
    }
  }
}
