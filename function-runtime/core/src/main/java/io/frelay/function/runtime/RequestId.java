package io.frelay.function.runtime;

import java.util.List;
import java.util.Optional;

/** Name of an invocation in the platform's own logs. */
final class RequestId {
  private static final int LONGEST = 128;

  /** As platforms name it in a header; the first that there is. */
  private static final List<String> HEADERS =
      List.of("X-Azure-Functions-InvocationId", "X-Ms-Request-Id", "X-Request-Id");

  /** Google's, {@code TRACE/SPAN;o=OPTIONS}, by which its logs are put together. */
  private static final String GOOGLE_TRACE = "X-Cloud-Trace-Context";

  private static final String TRACE_PARENT = "traceparent";

  private RequestId() {}

  static Optional<String> of(Origin origin, HttpHeaders headers) {
    return origin
        .requestId()
        .or(() -> HEADERS.stream().flatMap(name -> headers.first(name).stream()).findFirst())
        .or(() -> headers.first(GOOGLE_TRACE).map(value -> value.split("[/;]", 2)[0]))
        .or(
            () ->
                headers
                    .first(TRACE_PARENT)
                    .filter(value -> value.length() > 35)
                    .map(RequestId::trace))
        .map(RequestId::bounded)
        .filter(id -> !id.isEmpty());
  }

  private static String trace(String traceParent) {
    return traceParent.substring(3, 35);
  }

  /** It may be the caller's, and goes into the log. */
  private static String bounded(String id) {
    String printable = id.strip().replaceAll("[^\\x21-\\x7e]", "?");
    return printable.substring(0, Math.min(printable.length(), LONGEST));
  }
}
