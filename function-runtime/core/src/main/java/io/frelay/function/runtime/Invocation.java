package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.client.Deadline;
import io.frelay.function.Caller;
import io.frelay.function.FunctionException;
import io.frelay.function.InvocationContext;
import io.frelay.function.Meeting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One invocation, as far as it has come. Its thread writes; others may read once the handler runs.
 */
public final class Invocation implements InvocationContext {
  /** W3C Trace Context, section 3.2; of any version but the forbidden one. */
  private static final Pattern TRACE_PARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.{0,64})?");

  private final Map<String, List<String>> headers;
  private final Optional<String> requestId;
  private final Optional<Caller> caller;
  private final Deadline deadlineAtFirst;
  private volatile String handler = "";
  private volatile String tag = "";
  private volatile List<String> peers = List.of();
  private volatile Deadline deadline;
  private volatile TokenBuffer input;

  private Invocation(HttpHeaders headers, Origin origin, Duration allowed) {
    this.headers = headers.texts();
    requestId = RequestId.of(origin, headers);
    caller = origin.caller();
    deadlineAtFirst = Deadline.in(allowed);
  }

  /**
   * One that begins now.
   *
   * @param allowed how long it may take
   * @throws FunctionException if its headers are too long to be kept
   */
  static Invocation begin(HttpHeaders headers, Origin origin, Duration allowed)
      throws FunctionException {
    headers.requireShort();
    return new Invocation(headers, origin, allowed);
  }

  /** Notes what its request asks for. */
  void asks(String handlerName, Meeting meeting, Deadline until) {
    handler = handlerName;
    tag = meeting.tag() == null ? "" : meeting.tag();
    peers = meeting.peers() == null ? List.of() : List.copyOf(meeting.peers());
    deadline = until;
  }

  /** Notes the handler's input, in the tokens that it came in. */
  void takes(TokenBuffer tokens) {
    input = tokens;
  }

  /** The same as JSON. */
  String input() {
    try {
      return input == null ? "null" : ExactJson.MAPPER.writeValueAsString(input);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }

  /** Notes the peers that it meets. */
  void meets(Session session) {
    tag = session.tag();
    peers = session.peers();
  }

  @Override
  public String handler() {
    return handler;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public List<String> peers() {
    return peers;
  }

  @Override
  public Duration remaining() {
    return (deadline == null ? deadlineAtFirst : deadline).remaining();
  }

  @Override
  public Map<String, List<String>> headers() {
    return headers;
  }

  @Override
  public Optional<String> requestId() {
    return requestId;
  }

  @Override
  public Optional<Caller> caller() {
    return caller;
  }

  @Override
  public Optional<String> traceParent() {
    return header("traceparent").filter(text -> TRACE_PARENT.matcher(text).matches());
  }
}
