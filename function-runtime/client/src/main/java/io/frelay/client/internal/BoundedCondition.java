package io.frelay.client.internal;

import io.frelay.client.Deadline;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Condition of a lock for whoever reads or writes: a wait fails as a socket's read does. Its
 * methods are called with the lock held.
 */
public final class BoundedCondition {
  private final Condition condition;

  public BoundedCondition(Lock lock) {
    condition = lock.newCondition();
  }

  public void signalAll() {
    condition.signalAll();
  }

  /**
   * Waits for a signal. May return without one, as {@link Condition#await()} may.
   *
   * @param bound null for none
   * @throws SocketTimeoutException at the bound
   * @throws InterruptedIOException if the thread is interrupted; it still is then
   */
  @SuppressWarnings("WaitNotInLoop") // the callers' loops know what they wait for
  public void await(Deadline bound) throws InterruptedIOException {
    try {
      if (bound == null) {
        condition.await();
      } else if (bound.hasPassed()
          || (!condition.await(bound.remainingMillis(), TimeUnit.MILLISECONDS)
              && bound.hasPassed())) {
        throw new SocketTimeoutException("the deadline has passed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
