package io.frelay.function;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An invocation failed. The message is for the caller: what happened, with which party, what to do;
 * nothing secret.
 */
public final class FunctionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String peer;

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
  }

  public ErrorCode code() {
    return code;
  }

  /** The peer that it happened with, if it was one of them. */
  public Optional<String> peer() {
    return Optional.ofNullable(peer);
  }

  /**
   * The answer that the caller gets: {@code {"error":{"code":...,"peer":...,"message":...}}}. So a
   * framework that tells no more than an exception's text, as Funqy does on Lambda, tells all.
   */
  @Override
  @SuppressWarnings("OverrideThrowableToString") // the message alone lacks code and peer
  public String toString() {
    ObjectNode error = JsonNodeFactory.instance.objectNode().put("code", code.wireName());
    if (peer != null) {
      error.put("peer", peer);
    }
    error.put("message", getMessage());
    return JsonNodeFactory.instance.objectNode().set("error", error).toString();
  }
}
