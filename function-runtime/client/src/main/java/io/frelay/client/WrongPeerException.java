package io.frelay.client;

import java.util.List;

/** The other end holds a valid certificate of the user, but of another party. */
public final class WrongPeerException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final List<String> names;

  public WrongPeerException(String message, String expected, List<String> names, Throwable cause) {
    super(message, cause);
    this.expected = expected;
    this.names = List.copyOf(names);
  }

  /** The party that was asked for. */
  public String expected() {
    return expected;
  }

  /** The names that the certificate presented does hold. */
  public List<String> names() {
    return names;
  }
}
