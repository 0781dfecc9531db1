package io.frelay.demo;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 1000}, {@code 64k}, {@code 8m} or {@code 1g}, in units of 1024. */
final class ByteCount implements ITypeConverter<Long> {
  private static final Pattern COUNT = Pattern.compile("([1-9][0-9]{0,12})([kmg]?)(i?b)?");
  private static final long MAX_BYTES = 64L << 30;

  @Override
  public Long convert(String text) {
    Matcher matcher = COUNT.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a number of bytes; write 8m or 1g");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > MAX_BYTES >> shift) {
      throw new TypeConversionException("'" + text + "' is too large; the maximum is 64g");
    }
    return number << shift;
  }
}
