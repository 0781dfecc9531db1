package io.frelay.function;

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
}
