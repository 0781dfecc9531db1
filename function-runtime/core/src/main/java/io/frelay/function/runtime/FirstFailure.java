package io.frelay.function.runtime;

import java.io.IOException;

/** First failure of a peer's streams. Safe for use by several threads. */
final class FirstFailure {
  private volatile IOException first;

  /** Remembers a failure if it is the first one, and returns it. */
  IOException noted(IOException failure) {
    if (first == null) {
      first = failure;
    }
    return failure;
  }

  /** The first one, or null. */
  IOException get() {
    return first;
  }
}
