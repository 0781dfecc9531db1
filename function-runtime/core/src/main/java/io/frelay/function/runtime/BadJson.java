package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.stream.Collectors;

/** Says where JSON is wrong without quoting it, as Jackson's own messages do. */
final class BadJson {
  private BadJson() {}

  static String describe(JsonProcessingException problem) {
    if (problem instanceof StreamConstraintsException) {
      return "nested too deep, or a name, text or number too long";
    }
    if (problem instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return "at "
          + mapping.getPath().stream()
              .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : at.getFieldName())
              .collect(Collectors.joining("."));
    }
    JsonLocation at = problem.getLocation();
    return at == null || at.getLineNr() < 1
        ? "its top does not fit"
        : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
