package io.frelay.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Event that a party reports to the demo: one line on its standard output, fields separated by
 * tabs.
 */
record Event(String name, Map<String, String> fields) {
  private static final String PREFIX = "demo-event";

  static Event of(String name) {
    return new Event(name, new LinkedHashMap<>());
  }

  Event with(String key, Object value) {
    fields.put(key, value.toString().replaceAll("\\s+", " "));
    return this;
  }

  String encode() {
    StringBuilder line = new StringBuilder(PREFIX).append('\t').append(name);
    fields.forEach((key, value) -> line.append('\t').append(key).append('=').append(value));
    return line.toString();
  }

  /** Empty if the line is something else, such as a warning of the JVM. */
  static Optional<Event> parse(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length < 2 || !parts[0].equals(PREFIX)) {
      return Optional.empty();
    }
    Event event = of(parts[1]);
    for (int i = 2; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      event.fields.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    return Optional.of(event);
  }

  String text(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalStateException("event " + name + " has no " + key);
    }
    return value;
  }

  long number(String key) {
    return Long.parseLong(text(key));
  }
}
