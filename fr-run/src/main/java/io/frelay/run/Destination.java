package io.frelay.run;

import java.net.URI;
import java.util.List;

/**
 * Where a request goes.
 *
 * @param headers besides those of every request
 */
record Destination(URI url, List<Header> headers) {
  /**
   * A header with a secret.
   *
   * @param source where the secret comes from, for people, such as {@code ${TOKEN}}
   */
  record Header(String name, String value, String source) {
    @Override
    public String toString() {
      return name + ": " + source;
    }
  }
}
