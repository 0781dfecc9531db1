package io.frelay.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a session's file, and refuses all that could not be called. */
final class SessionFile {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})(ms|s|m)?");

  private SessionFile() {}

  /**
   * Reads the file.
   *
   * @param variables the environment, from which the values of headers come
   */
  static SessionPlan read(Path file, Map<String, String> variables) throws RunException {
    YamlFields fields = YamlFields.read(file);
    Duration deadline = deadline(fields);
    Optional<String> handler = fields.optional("handler");
    String tagPrefix = fields.optional("tag-prefix").orElse("fr-run-");
    List<String> peers = fields.list("peers");
    Optional<String> relay = fields.optional("relay");
    YamlFields parties =
        fields.below("parties").orElseThrow(() -> fields.wrong("parties", "is missing"));
    fields.nothingElse();
    Map<String, Target> targets = targets(parties, variables);
    return new SessionPlan(deadline, handler, tagPrefix, peers(peers, targets), relay, targets);
  }

  private static Map<String, Target> targets(YamlFields parties, Map<String, String> variables)
      throws RunException {
    Map<String, Target> targets = new LinkedHashMap<>();
    for (String name : parties.names()) {
      targets.put(name, FunctionKinds.read(parties.below(name).orElseThrow(), variables));
    }
    if (targets.isEmpty()) {
      throw parties.wrong("names no party");
    }
    if (targets.values().stream().flatMap(target -> target.ibmProject().stream()).distinct().count()
        > 1) {
      throw parties.wrong(
          "are in several projects of Code Engine, and ibmcloud knows one at a time");
    }
    return targets;
  }

  /** A party alone meets those that its function's owner has set. */
  private static List<String> peers(List<String> peers, Map<String, Target> targets) {
    return peers.isEmpty() && targets.size() > 1 ? List.copyOf(targets.keySet()) : peers;
  }

  private static Duration deadline(YamlFields fields) throws RunException {
    Optional<String> text = fields.optional("deadline");
    if (text.isEmpty()) {
      return DEADLINE;
    }
    Matcher time = TIME.matcher(text.get());
    if (!time.matches()) {
      throw fields.wrong("deadline", "is no time; write 90s or 5m");
    }
    long number = Long.parseLong(time.group(1));
    String unit = time.group(2) == null ? "s" : time.group(2);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofSeconds(number);
    };
  }
}
