package io.frelay.adm;

/**
 * Something that the caller can put right. The text is one sentence or two: what happened, to which
 * name or file, and what to do next. It never quotes key material.
 */
public final class AdmException extends Exception {
  private static final long serialVersionUID = 1L;

  public AdmException(String message) {
    super(message);
  }

  public AdmException(String message, Throwable cause) {
    super(message, cause);
  }
}
