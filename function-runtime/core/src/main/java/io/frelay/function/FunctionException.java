package io.frelay.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * An invocation failed. The message is for the caller: what happened, with which party, what to do;
 * nothing secret.
 */
public final class FunctionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String peer;
  private final transient List<Violation> violations;

  public FunctionException(ErrorCode code, String message) {
    this(code, null, message, null);
  }

  public FunctionException(ErrorCode code, String message, Throwable cause) {
    this(code, null, message, cause);
  }

  /**
   * With a peer.
   *
   * @param peer the party it happened with, or null
   */
  public FunctionException(ErrorCode code, String peer, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.peer = peer;
    violations = List.of();
  }

  /**
   * With what is wrong with the input.
   *
   * @param violations at most as many as an answer should hold
   */
  public FunctionException(ErrorCode code, String message, List<Violation> violations) {
    super(message);
    this.code = code;
    peer = null;
    this.violations = List.copyOf(violations);
  }

  public ErrorCode code() {
    return code;
  }

  /** The peer that it happened with, if it was one of them. */
  public Optional<String> peer() {
    return Optional.ofNullable(peer);
  }

  /** Faults that constraints find with the input, if that is why; otherwise none. */
  public List<Violation> violations() {
    return violations;
  }

  /**
   * The answer that the caller gets: {@code {"error":{"code":...,"peer":...,"message":...}}}, with
   * {@code "violations":[{"field":...,"message":...}]} if there are any. So a framework that tells
   * no more than an exception's text, as Funqy does on Lambda, tells all.
   */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message alone lacks code and peer
  public String toString() {
    ObjectNode error = JsonNodeFactory.instance.objectNode().put("code", code.wireName());
    if (peer != null) {
      error.put("peer", peer);
    }
    error.put("message", getMessage());
    if (!violations.isEmpty()) {
      ArrayNode all = error.putArray("violations");
      violations.forEach(
          each -> all.addObject().put("field", each.field()).put("message", each.message()));
    }
    return JsonNodeFactory.instance.objectNode().set("error", error).toString();
  }
}
