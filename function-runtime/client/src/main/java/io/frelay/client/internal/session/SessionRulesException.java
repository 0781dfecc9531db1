package io.frelay.client.internal.session;

import java.io.IOException;

/** The peer sent what it may not send, or not now: the session is of no further use. */
public final class SessionRulesException extends IOException {
  private static final long serialVersionUID = 1L;

  SessionRulesException(String message) {
    super("the peer broke the rules of frelay/2: " + message);
  }

  /** Throws unless a rule was kept. */
  static void require(boolean kept, String otherwise) throws SessionRulesException {
    if (!kept) {
      throw new SessionRulesException(otherwise);
    }
  }
}
