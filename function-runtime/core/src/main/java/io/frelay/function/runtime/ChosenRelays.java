package io.frelay.function.runtime;

import io.frelay.client.RelayAddress;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.util.List;
import java.util.Locale;

/** Relays that a request names, or that its function's owner lets it name. */
final class ChosenRelays {
  private ChosenRelays() {}

  /**
   * Parses a text such as {@code RELAY} has. In lower case, so that no relay is named twice.
   *
   * @throws FunctionException without the text, of which nothing is known
   */
  static List<RelayAddress> of(String text) throws FunctionException {
    try {
      return RelayAddress.parseAll(text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT,
          "a relay is host:port, such as relay.example.org:6000; several have commas between and"
              + " are different",
          e);
    }
  }
}
