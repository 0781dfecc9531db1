package io.frelay.relay;

import io.quarkus.runtime.QuarkusBindException;
import java.util.regex.Pattern;

/** What Quarkus says when it cannot even begin, as one sentence. */
final class StartupFailure {
  /** SmallRye's message numbers and the classes of its exceptions. */
  private static final Pattern INTERNALS =
      Pattern.compile("SRCFG\\d+:? ?|\\b(?:[a-z]+\\.)+[A-Z]\\w*(?:Exception|Error):? ?");

  private StartupFailure() {}

  static String sentence(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof QuarkusBindException bind) {
      return "cannot listen on port %d for health and metrics: it is in use; choose another with --management-port"
          .formatted(bind.getPort());
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
