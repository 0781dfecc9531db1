package io.frelay.client;

import java.io.IOException;

/**
 * A session could not be set up, or broke. Each subclass is one layer; the message says which
 * address or party, what happened and what to do next, and never quotes key material.
 *
 * <p>Earlier attempts that failed differently hang on {@link #getSuppressed()}, the last few only.
 */
public abstract class FrelayException extends IOException {
  private static final long serialVersionUID = 1L;

  private int attempts = 1;
  private String refusedBefore = "";

  protected FrelayException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Number of attempts before the call gave up. */
  public final int attempts() {
    return attempts;
  }

  /**
   * Completes the message before the exception is thrown; for the library itself.
   *
   * @param count attempts so far
   * @param refused the last refusal before this failure, or null
   */
  public final void initHistory(int count, RefusedException refused) {
    this.attempts = count;
    this.refusedBefore = refused == null ? "" : refused.words();
  }

  /** Returns whether the same call may succeed a little later. */
  public boolean isRetryable() {
    return false;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    if (attempts > 1) {
      message += " (gave up after " + attempts + " attempts)";
    }
    return refusedBefore.isEmpty()
        ? message
        : message + "; before that the relay said: " + refusedBefore;
  }
}
