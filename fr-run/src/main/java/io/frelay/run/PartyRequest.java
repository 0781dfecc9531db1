package io.frelay.run;

import java.time.Duration;
import java.util.stream.Collectors;

/**
 * What a party is asked: one envelope with its input.
 *
 * @param party its name
 * @param tag of the run
 * @param session that it is part of
 * @param deadline of the run
 */
record PartyRequest(
    String party, String tag, SessionPlan session, RunDeadline deadline, Inputs.Input input) {
  private static final Duration MAX_FOR_ANSWER = Duration.ofSeconds(2);

  /** The envelope, with the time that is left now. */
  String body() {
    return envelope(input.json());
  }

  /** The same for people: with the input's name in its place. */
  String summary() {
    return envelope("(" + input.name() + ")");
  }

  /**
   * The time that the function has. It is a little less than the caller's, so that the function's
   * own reason comes back in time.
   */
  Duration time() {
    Duration left = deadline.remaining();
    Duration twentieth = left.dividedBy(20);
    return left.minus(twentieth.compareTo(MAX_FOR_ANSWER) < 0 ? twentieth : MAX_FOR_ANSWER);
  }

  private String envelope(String inputText) {
    StringBuilder text = new StringBuilder("{\"frelay\":{");
    session.handler().ifPresent(name -> member(text, "handler", name));
    member(text, "tag", tag);
    if (!session.peers().isEmpty()) {
      text.append(
          session.peers().stream()
              .map(JsonText::quoted)
              .collect(Collectors.joining(",", "\"peers\":[", "],")));
    }
    session.relay().ifPresent(address -> member(text, "relay", address));
    return text.append("\"timeoutMs\":")
        .append(Math.max(1, time().toMillis()))
        .append("},\"input\":")
        .append(inputText)
        .append('}')
        .toString();
  }

  private static void member(StringBuilder text, String name, String value) {
    text.append('"').append(name).append("\":").append(JsonText.quoted(value)).append(',');
  }
}
