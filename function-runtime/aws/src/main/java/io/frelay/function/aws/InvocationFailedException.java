package io.frelay.function.aws;

/**
 * A direct invocation failed. Lambda tells the caller its class as {@code errorType} and its
 * message as {@code errorMessage}, and nothing else; so the message is the same JSON that callers
 * get over HTTP: {@code {"error":{"code":...,"peer":...,"message":...}}}. The stack says nothing
 * that the code does not.
 */
public final class InvocationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvocationFailedException(String errorAnswer) {
    super(errorAnswer, null, false, false);
  }
}
