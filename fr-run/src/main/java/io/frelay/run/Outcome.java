package io.frelay.run;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a session.
 *
 * @param outputs of the parties that are done, in the file's order
 * @param failures of those that failed, in the order in which they did
 */
record Outcome(Map<String, String> outputs, Map<String, Failure> failures) {
  /** The outputs as one JSON object. */
  String json() {
    return outputs.entrySet().stream()
        .map(each -> JsonText.quoted(each.getKey()) + ":" + each.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /**
   * 0 if all parties are done. Else the failure decides that came first and is no mere consequence
   * of another.
   */
  int exitCode() {
    Collection<Failure> all = failures.values();
    return all.stream()
        .filter(failure -> !failure.isAboutAPeer())
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(failure -> failure.outlook().exitCode())
        .orElse(0);
  }
}
