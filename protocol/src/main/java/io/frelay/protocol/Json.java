package io.frelay.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/** One JSON factory for the wire: strict, and bounded for messages of at most a few KiB. */
final class Json {
  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // Member names come from strangers: they must not fill the process-wide symbol table.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(32)
                  .maxNameLength(Limits.REQUEST_BYTES)
                  .build())
          .build();

  private Json() {}

  /** Says only where it is wrong: Jackson's own text quotes the input. */
  static MalformedMessageException malformed(JsonProcessingException e) {
    JsonLocation place = e.getLocation(); // none where a bound is exceeded
    return new MalformedMessageException(
        place == null
            ? "not JSON within the bounds of nesting and numbers"
            : "not JSON at byte " + place.getByteOffset());
  }
}
