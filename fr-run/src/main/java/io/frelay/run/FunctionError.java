package io.frelay.run;

import io.frelay.run.Failure.Outlook;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the error codes of functions mean to their caller: the table of docs/functions.md. */
final class FunctionError {
  private static final Map<Outlook, Set<String>> CODES =
      Map.of(
          Outlook.UNKNOWN,
          Set.of("handler_failed"),
          Outlook.WRONG_REQUEST,
          Set.of(
              "bad_input",
              "invalid_request",
              "unknown_handler",
              "not_found",
              "method_not_allowed",
              "too_big",
              "unsupported_media_type"),
          Outlook.MAY_PASS,
          Set.of(
              "relay_unreachable",
              "draining",
              "stopping",
              "too_many_from_party",
              "taken_over",
              "peer_timeout",
              "peer_lost",
              "timeout"),
          Outlook.WRONG_SETUP,
          Set.of(
              "bad_secrets",
              "unauthenticated",
              "forbidden",
              "not_allowed",
              "relay_tls",
              "peer_tls",
              "wrong_peer",
              "wrong_session",
              "refused"));

  /**
   * Errors of the step that connects the peers, which comes before the handler. Not {@code
   * stopping}: a handler that was interrupted has it too. Not {@code taken_over}: another call has
   * this tag. Not {@code peer_timeout}: the time was the peers'.
   */
  private static final Set<String> BEFORE_THE_HANDLER =
      Set.of("relay_unreachable", "draining", "too_many_from_party");

  private FunctionError() {}

  /** The failure that a function has answered with; empty if the answer is no error of ours. */
  static Optional<Failure> in(String answer) {
    return JsonText.errorIn(answer)
        .map(
            error ->
                new Failure(
                    error.code(),
                    error.message(),
                    outlook(error.code()),
                    BEFORE_THE_HANDLER.contains(error.code())));
  }

  /** Whether the code is one of the table. */
  static boolean isKnown(String code) {
    return CODES.values().stream().anyMatch(codes -> codes.contains(code));
  }

  private static Outlook outlook(String code) {
    return CODES.entrySet().stream()
        .filter(each -> each.getValue().contains(code))
        .map(Map.Entry::getKey)
        .findAny()
        .orElse(Outlook.UNKNOWN);
  }
}
