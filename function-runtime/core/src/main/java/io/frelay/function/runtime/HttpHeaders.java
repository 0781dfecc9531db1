package io.frelay.function.runtime;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A request's headers. RFC 9110, section 5.5, leaves the bytes of a value open; here they are
 * UTF-8.
 */
public final class HttpHeaders {
  private static final int MOST_OF_A_BYTE = 0xff;

  private final Function<String, List<String>> lines;
  private final boolean areBytes;

  private HttpHeaders(Function<String, List<String>> lines, boolean areBytes) {
    this.lines = lines;
    this.areBytes = areBytes;
  }

  /**
   * As HTTP servers read them: each character is a byte (ISO-8859-1).
   *
   * @param lines gives a header's lines by its name in any case; empty or null for none
   */
  public static HttpHeaders ofBytes(Function<String, List<String>> lines) {
    return new HttpHeaders(lines, true);
  }

  /**
   * As a platform hands them on that has decoded them, by UTF-8 or not at all.
   *
   * @param lines gives a header's lines by its name in any case; empty or null for none
   */
  public static HttpHeaders ofTexts(Function<String, List<String>> lines) {
    return new HttpHeaders(lines, false);
  }

  /** The same as a map; what the case of its names is does not matter. */
  public static HttpHeaders ofBytes(Map<String, List<String>> lines) {
    return ofBytes(inAnyCase(lines)::get);
  }

  /** The same as a map; what the case of its names is does not matter. */
  public static HttpHeaders ofTexts(Map<String, List<String>> lines) {
    return ofTexts(inAnyCase(lines)::get);
  }

  private static Map<String, List<String>> inAnyCase(Map<String, List<String>> lines) {
    Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(lines);
    return sorted;
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

  private List<String> all(String name) {
    List<String> all = lines.apply(name);
    return all == null ? List.of() : all;
  }

  private String text(String name, String value) throws FunctionException {
    if (value.chars().anyMatch(each -> each > MOST_OF_A_BYTE)) {
      return value; // decoded already
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      if (areBytes) {
        throw bad("the header %s is not UTF-8".formatted(name));
      }
      return value;
    }
  }

  private static FunctionException bad(String message) {
    return new FunctionException(ErrorCode.BAD_INPUT, message);
  }
}
