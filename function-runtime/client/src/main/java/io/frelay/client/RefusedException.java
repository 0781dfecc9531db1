package io.frelay.client;

import io.frelay.protocol.RefusalCode;

/** The relay refused the request and said why. */
public final class RefusedException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  RefusedException(String message, RefusalCode code) {
    super(message, null);
    this.code = code;
  }

  public RefusalCode code() {
    return code;
  }

  @Override
  boolean isWorthAnotherAttempt() {
    return code.isPassing();
  }
}
