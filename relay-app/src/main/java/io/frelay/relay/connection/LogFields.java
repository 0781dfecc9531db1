package io.frelay.relay.connection;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * A log line of named fields: {@code key=value} in the text, and fields of their own in JSON logs.
 * Text that comes from outside is quoted and escaped, so that it cannot pose as a field or a line.
 */
public final class LogFields {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/\\[\\]-]+");

  private final Map<String, Object> fields = new LinkedHashMap<>();

  public LogFields add(String key, String value) {
    fields.put(key, value);
    return this;
  }

  public LogFields add(String key, long value) {
    fields.put(key, value);
    return this;
  }

  /** In seconds, with milliseconds. */
  public LogFields add(String key, Duration value) {
    fields.put(key, String.format(Locale.ROOT, "%.3f", value.toNanos() / 1e9));
    return this;
  }

  public LogFields addAll(LogFields others) {
    fields.putAll(others.fields);
    return this;
  }

  public void log(Logger logger, Logger.Level level, String event) {
    if (!logger.isEnabled(level)) {
      return;
    }
    StringBuilder line = new StringBuilder(event);
    fields.forEach((key, value) -> line.append(' ').append(key).append('=').append(text(value)));
    fields.forEach(MDC::put);
    try {
      logger.log(level, line.toString());
    } finally {
      fields.keySet().forEach(MDC::remove);
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
