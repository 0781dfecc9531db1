package io.frelay.function.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import java.io.IOException;
import java.util.Optional;

/**
 * Fuzzes messages of the Functions host: a request, an event, or something that is not its
 * envelope.
 */
public final class HostEnvelopeTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HostEnvelopeTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    JsonNode tree;
    try {
      tree = JSON.readTree(input);
    } catch (IOException e) {
      return;
    }
    Optional<HostEnvelope> envelope = HostEnvelope.of(tree);
    if (envelope.isEmpty()) {
      return;
    }
    try {
      JsonNode payload = envelope.get().payload();
      if (HostEnvelope.isHttp(payload)) {
        HttpInvocation request = HostEnvelope.request(payload, "/api/overlap", HttpHeaders.NONE);
        request.headers().first("Frelay-Tag");
      } else {
        HostEnvelope.event(payload);
      }
    } catch (FunctionException e) {
      // what it says it throws
    }
  }
}
