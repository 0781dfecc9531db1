package io.frelay.adm.ca;

import io.frelay.adm.AdmException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validity of certificates. */
public final class Lifetime {
  /**
   * Longest validity that Apple's platforms accept (support.apple.com/103769); no other platform
   * requires less.
   */
  public static final Duration LEAF = Duration.ofDays(825);

  /** Until a newer revocation list is due. */
  public static final Duration LIST = Duration.ofDays(90);

  public static final Duration CA = Duration.ofDays(10 * 365);

  private static final Duration LONGEST = Duration.ofDays(100 * 365);
  private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,7})(min|[mhdy]?)");

  private Lifetime() {}

  /**
   * Reads {@code 30min}, {@code 12h}, {@code 365d}, {@code 2y} (years of 365 days) or plain days.
   *
   * @throws AdmException on anything else, and beyond 100 years
   */
  public static Duration parse(String text) throws AdmException {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new AdmException(
          "'%s' is not a validity; write 30min, 12h, 90d, 2y, or a number of days"
              .formatted(IssuedNames.printable(text)));
    }
    long count = Long.parseLong(parts.group(1));
    if (parts.group(2).equals("m")) {
      throw new AdmException(
          "'%s' could mean minutes or months; write %dmin, or months as days, such as 180d"
              .formatted(text, count));
    }
    Duration lifetime =
        switch (parts.group(2)) {
          case "min" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          case "y" -> Duration.ofDays(count * 365);
          default -> Duration.ofDays(count);
        };
    if (lifetime.compareTo(LONGEST) > 0) {
      throw new AdmException("a validity of " + text + " is too long; the maximum is 100 years");
    }
    return lifetime;
  }
}
