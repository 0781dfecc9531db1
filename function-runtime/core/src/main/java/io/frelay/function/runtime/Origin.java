package io.frelay.function.runtime;

import io.frelay.function.Caller;
import java.util.Optional;

/**
 * Facts that the platform itself states about an invocation, beside what the caller has sent.
 *
 * @param requestId as in the platform's own logs; if empty, it is looked for among the headers
 * @param caller whom the platform has verified
 */
public record Origin(Optional<String> requestId, Optional<Caller> caller) {
  /** It says nothing. */
  public static final Origin UNKNOWN = new Origin(Optional.empty(), Optional.empty());

  public static Origin of(String requestId, Optional<Caller> caller) {
    return new Origin(Optional.ofNullable(requestId), caller);
  }
}
