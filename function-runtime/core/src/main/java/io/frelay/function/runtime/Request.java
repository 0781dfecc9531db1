package io.frelay.function.runtime;

import io.frelay.function.Meeting;
import java.time.Duration;
import java.util.Optional;

/**
 * Request as an adapter has received it.
 *
 * @param body JSON: the input, or the envelope around it
 * @param meeting what the caller said beside the body; the envelope comes first
 * @param remaining how long the platform lets the invocation run, if it says so
 * @param headers of the request, or attributes of the event
 * @param origin what the platform says
 */
public record Request(
    byte[] body,
    Meeting meeting,
    Optional<Duration> remaining,
    HttpHeaders headers,
    Origin origin) {
  /** For a request without headers, of which the platform says nothing more. */
  public Request(byte[] body, Meeting meeting, Optional<Duration> remaining) {
    this(body, meeting, remaining, HttpHeaders.NONE, Origin.UNKNOWN);
  }

  /** For a platform that names no limit, and a caller that says nothing beside the body. */
  public static Request of(byte[] body) {
    return new Request(body, Meeting.DEFAULT, Optional.empty());
  }
}
