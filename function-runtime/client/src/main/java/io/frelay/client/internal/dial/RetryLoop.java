package io.frelay.client.internal.dial;

import io.frelay.client.ClientClosedException;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.RefusedException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Repeats an attempt until it succeeds, cannot succeed, or the deadline has come. */
public final class RetryLoop {
  /** As many earlier failures the last one carries along. */
  private static final int REMEMBERED = 3;

  /** One attempt. */
  public interface Attempt {
    /** The {@code number}th attempt of the call, from 1. */
    EstablishedConnection run(int number) throws FrelayException, InterruptedException;

    /** Returns whether to wait a little after this attempt, which has failed. */
    default boolean isPauseDue(int number) {
      return true;
    }
  }

  private RetryLoop() {}

  public static EstablishedConnection run(
      Attempt attempt, DialOptions options, Deadline deadline, Cancellation cancellation)
      throws FrelayException, InterruptedException {
    BackOff backOff = new BackOff(options.backOffBase(), options.backOffCap());
    Deque<FrelayException> earlier = new ArrayDeque<>();
    RefusedException refused = null; // says more than the failures that follow it
    for (int number = 1; ; number++) {
      try {
        EstablishedConnection met = attempt.run(number);
        if (Thread.interrupted()) {
          met.tcp().close();
          throw new InterruptedException("interrupted while connecting");
        }
        if (cancellation.isCancelled()) {
          met.tcp().close();
          throw new ClientClosedException(null);
        }
        return met;
      } catch (FrelayException e) {
        if (cancellation.isCancelled()) {
          throw e instanceof ClientClosedException ? e : new ClientClosedException(e);
        }
        if (Thread.interrupted()) { // which has closed the socket and so failed the attempt
          throw new InterruptedException("interrupted while connecting");
        }
        boolean pauses = attempt.isPauseDue(number);
        boolean again =
            e.isRetryable() && (pauses ? backOff.pause(deadline) : !deadline.hasPassed());
        if (!again) {
          earlier.forEach(e::addSuppressed);
          e.initHistory(number, e instanceof RefusedException ? null : refused);
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
