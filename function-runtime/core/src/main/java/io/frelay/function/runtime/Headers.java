package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.secrets.Party;
import java.util.List;
import java.util.function.UnaryOperator;

/** The headers of an HTTP request that name its session. */
public final class Headers {
  /** The handler to call. */
  public static final String HANDLER = "Frelay-Handler";

  /** The session's tag. */
  public static final String TAG = "Frelay-Tag";

  /** The parties to meet, separated by commas. */
  public static final String PEERS = "Frelay-Peers";

  /** How long the invocation may take, in milliseconds. */
  public static final String TIMEOUT_MS = "Frelay-Timeout-Ms";

  private Headers() {}

  /**
   * What they say.
   *
   * @param header gives a header's value, or null
   * @throws FunctionException if one makes no sense
   */
  public static Meeting meeting(UnaryOperator<String> header) throws FunctionException {
    return new Meeting(
        header.apply(HANDLER),
        header.apply(TAG),
        peers(header.apply(PEERS)),
        timeout(header.apply(TIMEOUT_MS)));
  }

  private static List<String> peers(String text) {
    return text == null ? null : Party.list(text);
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
