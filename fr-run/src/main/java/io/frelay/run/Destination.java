package io.frelay.run;

import io.frelay.run.Failure.Outlook;
import java.net.URI;
import java.net.URISyntaxException;
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

  /** Where a cloud's tool says that a function is. */
  static Destination lookedUp(String url, Header... headers) throws CallFailedException {
    for (Header each : headers) {
      if (each.value().chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new CallFailedException(
            Failure.of(
                "no_token",
                "the cloud's tool printed more than a token or key for " + each.name(),
                Outlook.WRONG_SETUP));
      }
    }
    try {
      URI uri = new URI(url);
      if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
        return new Destination(uri, List.of(headers));
      }
    } catch (URISyntaxException e) {
      // as any other text that is no URL
    }
    throw new CallFailedException(
        Failure.of("no_url", "this is not the URL of a function: " + url, Outlook.WRONG_SETUP));
  }
}
