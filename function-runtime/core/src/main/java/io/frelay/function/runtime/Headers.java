package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.secrets.Party;
import java.util.List;

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

  /** The relay to meet at, or several, separated by commas. */
  static final String RELAY = "Frelay-Relay";

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
        peers(headers),
        timeout(headers.one(TIMEOUT_MS).orElse(null)),
        headers.one(RELAY).orElse(null));
  }

  /** An empty one is more likely to be a gateway's mistake than a call without peers. */
  private static List<String> peers(HttpHeaders headers) throws FunctionException {
    List<String> peers = headers.list(PEERS).map(Party::list).orElse(null);
    if (peers != null && peers.isEmpty()) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT,
          PEERS + " names no peer; for a call without peers put \"peers\":[] into the envelope");
    }
    return peers;
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
