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

  private final Attempt attempt;
  private final BackOff backOff;
  private final Deadline deadline;
  private final Cancellation cancellation;
  private final Deque<FrelayException> earlier = new ArrayDeque<>();
  private RefusedException refused; // says more than the failures that follow it

  private RetryLoop(
      Attempt attempt, DialOptions options, Deadline deadline, Cancellation cancellation) {
    this.attempt = attempt;
    this.deadline = deadline;
    this.cancellation = cancellation;
    backOff = new BackOff(options.backOffBase(), options.backOffCap());
  }

  /**
   * Returns the first connection that comes of it.
   *
   * @throws FrelayException the last attempt's failure, with some of the earlier ones
   */
  public static EstablishedConnection run(
      Attempt attempt, DialOptions options, Deadline deadline, Cancellation cancellation)
      throws FrelayException, InterruptedException {
    return new RetryLoop(attempt, options, deadline, cancellation).run();
  }

  private EstablishedConnection run() throws FrelayException, InterruptedException {
    for (int number = 1; ; number++) {
      try {
        return ifWanted(attempt.run(number));
      } catch (FrelayException e) {
        requireWanted(e);
        if (!e.isRetryable() || !awaitNext(number)) {
          throw last(e, number);
        }
        remember(e);
      }
    }
  }

  private EstablishedConnection ifWanted(EstablishedConnection met)
      throws ClientClosedException, InterruptedException {
    if (Thread.interrupted()) {
      met.tcp().close();
      throw new InterruptedException("interrupted while connecting");
    }
    if (cancellation.isCancelled()) {
      met.tcp().close();
      throw new ClientClosedException(null);
    }
    return met;
  }

  /** Cancellation and interrupts close the socket, and so fail the attempt. */
  private void requireWanted(FrelayException failure)
      throws ClientClosedException, InterruptedException {
    if (cancellation.isCancelled()) {
      throw failure instanceof ClientClosedException closed
          ? closed
          : new ClientClosedException(failure);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while connecting");
    }
  }

  /** Returns whether there is time for another attempt, after the pause that is due. */
  private boolean awaitNext(int number) throws InterruptedException {
    return attempt.isPauseDue(number) ? backOff.pause(deadline) : !deadline.hasPassed();
  }

  private FrelayException last(FrelayException failure, int number) {
    earlier.forEach(failure::addSuppressed);
    failure.initHistory(number, failure instanceof RefusedException ? null : refused);
    return failure;
  }

  private void remember(FrelayException failure) {
    if (failure instanceof RefusedException refusal) {
      refused = refusal;
    }
    earlier.addLast(failure);
    if (earlier.size() > REMEMBERED) {
      earlier.removeFirst();
    }
  }
}
