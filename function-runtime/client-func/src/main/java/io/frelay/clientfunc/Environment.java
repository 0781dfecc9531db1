package io.frelay.clientfunc;

import io.frelay.client.Proxies;
import io.frelay.client.RelayAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Typed access to environment variables; a blank one counts as absent. */
record Environment(Map<String, String> variables) {
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,12})([kmg]?)b?");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|)");
  private static final char UNDECODABLE = '\ufffd';

  Optional<String> text(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /**
   * The same of what is compared with what others have.
   *
   * @throws UsageException if it is not text as the JVM sees it: it takes whatever it cannot decode
   *     for one and the same character
   */
  Optional<String> decoded(String name) throws UsageException {
    Optional<String> text = text(name);
    if (text.isPresent()) {
      requireDecoded(name, text.get());
    }
    return text;
  }

  String required(String name, String hint) throws UsageException {
    return decoded(name).orElseThrow(() -> new UsageException(name + " is not set; " + hint));
  }

  static void requireDecoded(String... arguments) throws UsageException {
    for (String each : arguments) {
      requireDecoded("an argument", each);
    }
  }

  private static void requireDecoded(String what, String text) throws UsageException {
    if (text.indexOf(UNDECODABLE) >= 0) {
      throw new UsageException(
          "%s is not text in the locale's character set, %s; try LC_ALL=C.UTF-8"
              .formatted(what, System.getProperty("sun.jnu.encoding")));
    }
  }

  RelayAddress address(String name, String hint) throws UsageException {
    try {
      return RelayAddress.parse(required(name, hint));
    } catch (IllegalArgumentException e) {
      throw new UsageException(name + ": " + e.getMessage());
    }
  }

  /** One address or several, separated by commas. */
  List<RelayAddress> addresses(String name, String hint) throws UsageException {
    try {
      return RelayAddress.parseAll(required(name, hint));
    } catch (IllegalArgumentException e) {
      throw new UsageException(name + ": " + e.getMessage());
    }
  }

  Proxies proxies() throws UsageException {
    try {
      return Proxies.fromEnvironment(variables);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  int number(String name, int otherwise, int most) throws UsageException {
    String text = text(name).orElse(Integer.toString(otherwise));
    int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    if (value < 1 || value > most) {
      throw new UsageException("%s=%s is not a number from 1 to %d".formatted(name, text, most));
    }
    return value;
  }

  /** Bytes, with k, m or g for powers of 1024. */
  long bytes(String name, long otherwise) throws UsageException {
    String text = text(name).orElse(Long.toString(otherwise));
    Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UsageException(
          "%s=%s is not a number of bytes such as 500k, 64m or 2g".formatted(name, text));
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  Duration duration(String name, Duration otherwise) throws UsageException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text.get().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new UsageException(
          "%s=%s is not a time such as 30s, 500ms or 2m".formatted(name, text.get()));
    }
    long value = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(value);
      case "m" -> Duration.ofMinutes(value);
      case "h" -> Duration.ofHours(value);
      default -> Duration.ofSeconds(value);
    };
  }
}
