package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.fuzz.Choices;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function's body and headers: a meeting and an input, or bad input in our words. */
public final class EnvelopeTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> NAMES =
      List.of(Headers.HANDLER, Headers.TAG, Headers.PEERS, Headers.TIMEOUT_MS);

  private EnvelopeTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    try {
      if (choices.of(2) == 0) {
        require(Envelope.decode(choices.rest(), JSON).input() != null);
      } else {
        String[] values = new String(choices.rest(), StandardCharsets.UTF_8).split("\n", 4);
        require(Headers.meeting(HttpHeaders.ofBytes(lines(values))) != null);
      }
    } catch (FunctionException e) {
      if (e.code() != ErrorCode.BAD_INPUT || e.getMessage().length() > 4096) {
        throw new AssertionError("not bad input", e);
      }
    }
  }

  private static void require(boolean held) {
    if (!held) {
      throw new AssertionError("null");
    }
  }

  private static Map<String, List<String>> lines(String[] values) {
    Map<String, List<String>> lines = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      lines.put(NAMES.get(i), List.of(values[i].split("\r")));
    }
    return lines;
  }
}
