package io.frelay.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures and paragraphs for people. */
final class Text {
  private Text() {}

  /** Lines of at most {@code width}, broken at blanks; a longer word has a line of its own. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      } else if (line.length() > 0) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Readable form of a TLS library's message about the alert that ended its handshake. */
  static String refusal(String message) {
    return message.contains("unknown_ca")
        ? "TLS alert unknown_ca: signed by no authority known here"
        : message;
  }

  /** Such as {@code 256 MiB} or {@code 1.5 KiB}. */
  static String bytes(long bytes) {
    String[] units = {" bytes", " KiB", " MiB", " GiB"};
    int unit = 0;
    double number = bytes;
    while (number >= 1024 && unit < units.length - 1) {
      number /= 1024;
      unit++;
    }
    String text = String.format(Locale.ROOT, number < 10 ? "%.1f" : "%.0f", number);
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + units[unit];
  }

  /** Such as {@code 268,435,456}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Such as {@code 0.21 ms}, {@code 85 ms} or {@code 1.6 s}. */
  static String time(long nanos) {
    if (nanos < Duration.ofMillis(10).toNanos()) {
      return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }
    return nanos < Duration.ofSeconds(1).toNanos()
        ? String.format(Locale.ROOT, "%.0f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  /** The day of an instant in ISO form. */
  static String day(String instant) {
    return Instant.parse(instant).atZone(ZoneOffset.UTC).toLocalDate().toString();
  }
}
