package io.frelay.protocol;

/** The sizes that both sides of the relay's protocol keep to. */
public final class Limits {
  /** The longest {@link AuthRequest}, in bytes of JSON. */
  public static final int REQUEST_BYTES = 4096;

  /** The longest {@link Answer}, in bytes of JSON. */
  public static final int ANSWER_BYTES = 4096;

  private Limits() {}
}
