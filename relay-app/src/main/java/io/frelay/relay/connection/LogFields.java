package io.frelay.relay.connection;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * A log line of named fields: {@code key=value} in the text, and fields of their own in JSON logs.
 * Text that comes from outside is quoted and escaped, so that it cannot pose as a field or a line.
 */
public final class LogFields {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/\\[\\]-]+");

  /** Characters of a text that are logged: six each at the most, so a line has some 3 KB. */
  private static final int MAX_CHARACTERS = 128;

  /** Keys, each before its value; no longer than it must be, as every idle connection has some. */
  private Object[] fields = {};

  /** Shortens a long text to its beginning and its length in characters. */
  public LogFields add(String key, String value) {
    return append(
        key,
        value.length() <= MAX_CHARACTERS
            ? value
            : value.substring(0, MAX_CHARACTERS) + "...(" + value.length() + ")");
  }

  public LogFields add(String key, long value) {
    return append(key, value);
  }

  /** In seconds, with milliseconds. */
  public LogFields add(String key, Duration value) {
    return append(key, String.format(Locale.ROOT, "%.3f", value.toNanos() / 1e9));
  }

  public LogFields addAll(LogFields others) {
    return append(others.fields);
  }

  /** Value that was added under a key; empty if none was. */
  public Optional<Object> value(String key) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equals(key)) {
        return Optional.of(fields[i + 1]);
      }
    }
    return Optional.empty();
  }

  private LogFields append(Object... more) {
    int length = fields.length;
    fields = Arrays.copyOf(fields, length + more.length);
    System.arraycopy(more, 0, fields, length, more.length);
    return this;
  }

  public void log(Logger logger, Logger.Level level, String event) {
    if (!logger.isEnabled(level)) {
      return;
    }
    StringBuilder line = new StringBuilder(event);
    for (int i = 0; i < fields.length; i += 2) {
      line.append(' ').append(fields[i]).append('=').append(text(fields[i + 1]));
      MDC.put((String) fields[i], fields[i + 1]);
    }
    try {
      logger.log(level, line.toString());
    } finally {
      for (int i = 0; i < fields.length; i += 2) {
        MDC.remove((String) fields[i]);
      }
    }
  }

  private static String text(Object value) {
    if (!(value instanceof String string)) {
      return value.toString();
    }
    return PLAIN.matcher(string).matches() ? string : "\"" + escaped(string) + "\"";
  }

  /** As in JSON, and all but ASCII too: line ends and terminal controls exist beyond it. */
  private static StringBuilder escaped(String string) {
    StringBuilder text = new StringBuilder();
    for (char c : JsonStringEncoder.getInstance().quoteAsString(string)) {
      if (c < 0x7f) {
        text.append(c);
      } else {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return text;
  }
}
