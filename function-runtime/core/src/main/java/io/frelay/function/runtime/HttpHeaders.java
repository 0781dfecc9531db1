package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request's headers, or an event's attributes, by their names in any case. RFC 9110, section 5.5,
 * leaves the bytes of a value open; here they are UTF-8.
 */
public final class HttpHeaders {
  /** There are none. */
  public static final HttpHeaders NONE = ofTexts(Map.of());

  /** Names and values, in characters; more than any gateway lets through. */
  private static final int LONGEST = 64 << 10;

  private static final int MAX_BYTE = 0xff;

  private final Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final boolean areBytes;

  private HttpHeaders(Map<String, List<String>> lines, boolean areBytes) {
    this.lines.putAll(lines);
    this.areBytes = areBytes;
  }

  /** As HTTP servers read them: each character is a byte (ISO-8859-1). */
  public static HttpHeaders ofBytes(Map<String, List<String>> lines) {
    return new HttpHeaders(lines, true);
  }

  /** As a platform hands them on that has decoded them, by UTF-8 or not at all. */
  public static HttpHeaders ofTexts(Map<String, List<String>> lines) {
    return new HttpHeaders(lines, false);
  }

  boolean has(String name) {
    return !all(name).isEmpty();
  }

  /** The first line as it came. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /**
   * The value of a header that has one.
   *
   * @throws FunctionException if it has several lines, or is not UTF-8
   */
  Optional<String> one(String name) throws FunctionException {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw bad("the header %s comes %d times".formatted(name, all.size()));
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(text(name, all.get(0)));
  }

  /**
   * All lines of a header that is a list, as one (RFC 9110, section 5.3).
   *
   * @throws FunctionException if it is not UTF-8
   */
  Optional<String> list(String name) throws FunctionException {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(text(name, String.join(",", all)));
  }

  /** All of them, decoded; a value that is not UTF-8 as it came. Cannot be changed. */
  Map<String, List<String>> texts() {
    Map<String, List<String>> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lines.forEach(
        (name, values) ->
            texts.put(name, values.stream().map(value -> decoded(value).orElse(value)).toList()));
    return Collections.unmodifiableMap(texts);
  }

  /**
   * Makes sure that they can be kept.
   *
   * @throws FunctionException if they are too long
   */
  void requireShort() throws FunctionException {
    long length = 0;
    for (Map.Entry<String, List<String>> each : lines.entrySet()) {
      for (String value : each.getValue()) {
        length += (long) each.getKey().length() + value.length();
      }
    }
    if (length > LONGEST) {
      throw bad("the headers have more than %d characters".formatted(LONGEST));
    }
  }

  private List<String> all(String name) {
    return lines.getOrDefault(name, List.of());
  }

  private String text(String name, String value) throws FunctionException {
    Optional<String> decoded = decoded(value);
    if (decoded.isEmpty() && areBytes) {
      throw bad("the header %s is not UTF-8".formatted(name));
    }
    return decoded.orElse(value);
  }

  /** Empty if it is not UTF-8. */
  private static Optional<String> decoded(String value) {
    if (value.chars().anyMatch(each -> each > MAX_BYTE)) {
      return Optional.of(value); // decoded already
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static FunctionException bad(String message) {
    return new FunctionException(ErrorCode.BAD_INPUT, message);
  }
}
