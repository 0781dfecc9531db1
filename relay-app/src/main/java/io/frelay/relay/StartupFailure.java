package io.frelay.relay;

import java.util.regex.Pattern;

/** Start-up failures of Quarkus as one line of text. */
final class StartupFailure {
  /** SmallRye's message numbers, the classes of its exceptions, and ours. */
  private static final Pattern INTERNALS =
      Pattern.compile(
          "SRCFG\\d+:? ?|(?:enum class )?\\b(?:[a-z]+\\.)+[A-Z]\\w*(?:Exception: ?|Error: ?|\\b)");

  private StartupFailure() {}

  static String sentence(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage() == null ? root.toString() : root.getMessage();
    return INTERNALS
        .matcher(text)
        .replaceAll("")
        .replace(" threw an Exception whilst being converted", " cannot be read:")
        .strip()
        .replaceAll("\\s*\\n\\s*", " ");
  }
}
