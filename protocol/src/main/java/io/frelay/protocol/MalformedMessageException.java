package io.frelay.protocol;

import java.io.IOException;

/**
 * Bytes from outside that are not the message they should be. The text says what is wrong and never
 * quotes the bytes.
 */
public final class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message);
  }
}
