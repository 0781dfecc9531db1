package io.frelay.client.internal.dial;

import java.io.IOException;

/** A prepared connection turned out not to be of use: the relay has not answered on it. */
final class StaleConnectionException extends IOException {
  private static final long serialVersionUID = 1L;

  StaleConnectionException(IOException cause) {
    super("the prepared connection is of no use", cause);
  }
}
