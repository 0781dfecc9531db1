package io.frelay.run;

/**
 * All that a run does to the world outside. A dry run has others, which print what would be done.
 */
interface Effects {
  /** Sends a request and returns the function's answer. */
  String post(Destination to, Request request, Runnable connected)
      throws CallFailedException, InterruptedException;
}
