package io.frelay.pem;

import java.security.GeneralSecurityException;

/**
 * A certificate or key that cannot be used. The text names its source, what is wrong and what to
 * do; it never quotes the material.
 */
public final class PemException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  public PemException(String message) {
    super(message);
  }

  public PemException(String message, Throwable cause) {
    super(message, cause);
  }
}
