package io.frelay.client;

import java.io.EOFException;

/**
 * The connection ended without the peer's close_notify, or inside a message: the peer crashed, the
 * network broke or somebody cut the stream. What was read before is genuine but not all.
 */
public final class TruncatedStreamException extends EOFException {
  private static final long serialVersionUID = 1L;

  public TruncatedStreamException(String message) {
    super(message);
  }
}
