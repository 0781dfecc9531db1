package io.frelay.function.runtime.warm;

import java.io.IOException;

/** The peer sent what it may not send, or not now: the connection is of no further use. */
final class FramingException extends IOException {
  private static final long serialVersionUID = 1L;

  FramingException(String message) {
    super("the peer broke the rules of a warm connection: " + message);
  }
}
