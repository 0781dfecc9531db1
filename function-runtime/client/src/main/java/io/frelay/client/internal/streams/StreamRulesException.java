package io.frelay.client.internal.streams;

import java.io.IOException;
import java.util.function.Supplier;

/** The peer sent what it may not send, or not now: the session is of no further use. */
public final class StreamRulesException extends IOException {
  private static final long serialVersionUID = 1L;

  StreamRulesException(String message) {
    super("the peer broke the rules of named streams: " + message);
  }

  /** Throws unless a rule was kept. */
  static void require(boolean kept, String otherwise) throws StreamRulesException {
    if (!kept) {
      throw new StreamRulesException(otherwise);
    }
  }

  /** The same with a text that is made only if it is needed. */
  static void require(boolean kept, Supplier<String> otherwise) throws StreamRulesException {
    if (!kept) {
      throw new StreamRulesException(otherwise.get());
    }
  }
}
