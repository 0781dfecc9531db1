package io.frelay.client;

import io.frelay.protocol.RefusalCode;

/** The relay refused the request and said why. */
public final class RefusedException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  private final String words;

  /**
   * @param words what the relay itself said
   */
  public RefusedException(String message, String words, RefusalCode code) {
    super(message, null);
    this.words = words;
    this.code = code;
  }

  public RefusalCode code() {
    return code;
  }

  String words() {
    return words;
  }

  @Override
  public boolean isRetryable() {
    return code.isPassing();
  }
}
