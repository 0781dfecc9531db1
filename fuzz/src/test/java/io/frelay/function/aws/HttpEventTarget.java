package io.frelay.function.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** A Lambda event is HTTP or something else, and never a failure. */
public final class HttpEventTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpEventTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Optional<HttpEvent> event = HttpEvent.read(input);
    if (event.isPresent()) {
      event.get().header("Frelay-Tag");
      byte[] body = event.get().body();
      if (body.length > 3 * input.length) {
        throw new AssertionError("grows");
      }
      JSON.readTree(HttpEvent.answer(200, body));
    }
  }
}
