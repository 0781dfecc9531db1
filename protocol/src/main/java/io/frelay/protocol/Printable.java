package io.frelay.protocol;

/** Text of others in our messages and logs: printable ASCII, so that it steers no terminal. */
public final class Printable {
  private static final char FIRST = ' ';
  private static final char LAST = '~';

  private Printable() {}

  /** The text with a question mark for every other character (UTF-16 unit). */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (!isPrintable(text.charAt(i))) {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }

  /** True if it has no other character. */
  public static boolean is(String text) {
    return text.chars().allMatch(Printable::isPrintable);
  }

  private static boolean isPrintable(int character) {
    return character >= FIRST && character <= LAST;
  }
}
