package io.frelay.function.runtime;

import io.frelay.function.Meeting;
import java.time.Duration;
import java.util.Optional;

/**
 * What an adapter has received.
 *
 * @param body JSON: the input, or the envelope around it
 * @param headers what the caller said beside the body; the envelope comes first
 * @param remaining how long the platform lets the invocation run, if it says so
 */
public record Request(byte[] body, Meeting headers, Optional<Duration> remaining) {
  /** Where the platform names no limit, and the caller says nothing beside the body. */
  public static Request of(byte[] body) {
    return new Request(body, Meeting.DEFAULT, Optional.empty());
  }
}
