package io.frelay.function.runtime;

import io.frelay.function.CallerFront;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import java.util.function.Predicate;

/**
 * An invocation over HTTP, as any platform hands it on. What it may be and what it is for is the
 * same on all of them.
 *
 * @param path begins with a slash, without the query
 * @param mountPoint what of the path is the platform's, as far as that is known; "/" if nothing
 * @param origin what the platform says beside the request
 */
public record HttpInvocation(
    String method,
    String path,
    String mountPoint,
    HttpHeaders headers,
    byte[] body,
    Origin origin) {
  /** For a platform that says nothing beside the request. */
  public HttpInvocation(
      String method, String path, String mountPoint, HttpHeaders headers, byte[] body) {
    this(method, path, mountPoint, headers, body, Origin.UNKNOWN);
  }

  /**
   * Facts that the platform states, by its headers too where they are trusted.
   *
   * @throws FunctionException if such a header makes no sense
   */
  Origin origin(CallerFront trusted) throws FunctionException {
    return origin.caller().isPresent()
        ? origin
        : new Origin(origin.requestId(), CallerHeaders.caller(headers, trusted));
  }

  /**
   * The session that it names.
   *
   * @throws FunctionException if it cannot be an invocation
   */
  Meeting meeting(Predicate<String> isHandler) throws FunctionException {
    String handler = HandlerPath.of(path, mountPoint).handler(isHandler);
    PostOfJson.require(method, headers);
    return Headers.meeting(headers).or(new Meeting(handler, null, null, null));
  }

  /**
   * The handler of the application that the path names, or null: whoever lets callers at a path
   * lets them at that handler alone, whatever the body and the headers say.
   */
  String pinned(Predicate<String> isHandler) throws FunctionException {
    String handler = HandlerPath.of(path, mountPoint).handler(isHandler);
    return handler != null && isHandler.test(handler) ? handler : null;
  }

  /** Returns whether it is the delivery of an event, in CloudEvents' binary mode. */
  boolean isEvent() {
    return headers.has("ce-specversion");
  }
}
