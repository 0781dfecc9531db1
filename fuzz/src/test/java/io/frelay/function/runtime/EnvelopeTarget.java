package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.fuzz.Choices;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A function's body and headers: a meeting and an input, or bad input in our words. */
public final class EnvelopeTarget {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EnvelopeTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    try {
      if (choices.of(2) == 0) {
        require(Envelope.decode(choices.rest(), JSON).input() != null);
      } else {
        String[] values = new String(choices.rest(), StandardCharsets.UTF_8).split("\n", 4);
        require(Headers.meeting(HttpHeaders.ofBytes(name -> lines(values, name))) != null);
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

  private static List<String> lines(String[] values, String name) {
    int index =
        switch (name) {
          case Headers.HANDLER -> 0;
          case Headers.TAG -> 1;
          case Headers.PEERS -> 2;
          default -> 3;
        };
    return index < values.length ? List.of(values[index].split("\r")) : List.of();
  }
}
