package io.frelay.protocol;

/** The names that appear in certificates and requests, and what a well-formed one is. */
public final class Names {
  /** The relay's name: CN and DNS SAN of its certificate, and the SNI that parties send. */
  public static final String RELAY = "frelay";

  /** The user of a party whose relay certificate has no O: every version 1 certificate. */
  public static final String NO_USER = "";

  /** The longest name, in characters: the bound that X.520 sets for CN and O. */
  public static final int MAX_LENGTH = 64;

  private Names() {}

  /**
   * True if {@code name} is a valid party name: 1 to {@value #MAX_LENGTH} printable ASCII
   * characters without a space at either end. Only ASCII, because names are compared for equality
   * and Unicode names have look-alikes.
   */
  public static boolean isParty(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.charAt(0) != ' '
        && name.charAt(name.length() - 1) != ' '
        && Printable.is(name);
  }

  /** True if {@code name} is a valid user name: a valid party name or {@link #NO_USER}. */
  public static boolean isUser(String name) {
    return name.isEmpty() || isParty(name);
  }
}
