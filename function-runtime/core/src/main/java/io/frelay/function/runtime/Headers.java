package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.secrets.Party;

/** The headers of an HTTP request that name its session. */
final class Headers {
  /** The handler to call. */
  static final String HANDLER = "Frelay-Handler";

  /** The session's tag. */
  static final String TAG = "Frelay-Tag";

  /** The parties to meet, separated by commas. */
  static final String PEERS = "Frelay-Peers";

  /** Time that the invocation may take, in milliseconds. */
  static final String TIMEOUT_MS = "Frelay-Timeout-Ms";

  private Headers() {}

  /**
   * Reads the session that they ask for.
   *
   * @throws FunctionException if one makes no sense
   */
  static Meeting meeting(HttpHeaders headers) throws FunctionException {
    return new Meeting(
        headers.one(HANDLER).orElse(null),
        headers.one(TAG).orElse(null),
        headers.list(PEERS).map(Party::list).orElse(null),
        timeout(headers.one(TIMEOUT_MS).orElse(null)));
  }

  private static Long timeout(String text) throws FunctionException {
    try {
      return text == null ? null : Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT, TIMEOUT_MS + " is not a whole number of milliseconds");
    }
  }
}
