package io.frelay.function.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpInvocation;
import java.io.IOException;
import java.util.Optional;

/** A Lambda event is HTTP or something else, and never a failure. */
public final class HttpEventTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpEventTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Optional<HttpEvent> event = HttpEvent.read(input);
    if (event.isEmpty()) {
      return;
    }
    event.get().isHealthCheck();
    try {
      HttpInvocation request = event.get().invocation("r", true);
      request.headers().first("Frelay-Tag");
      if (request.body().length > 3 * input.length) {
        throw new AssertionError("grows");
      }
      JSON.readTree(event.get().answer(200, request.body()));
    } catch (FunctionException e) {
      // what it says it throws
    }
  }
}
