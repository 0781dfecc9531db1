package io.frelay.run;

/** A call that has all it needs. An interrupt ends it, and what it has started. */
@FunctionalInterface
interface ReadyCall {
  /**
   * Calls the function once.
   *
   * @param connected told when the function's platform has taken the call
   * @return its answer, which is JSON
   */
  String send(Runnable connected) throws CallFailedException, InterruptedException;
}
