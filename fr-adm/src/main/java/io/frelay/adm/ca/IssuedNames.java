package io.frelay.adm.ca;

import io.frelay.adm.AdmException;
import io.frelay.protocol.Names;
import io.frelay.protocol.Printable;
import java.util.regex.Pattern;

/**
 * The names that fr-adm puts into certificates: one DNS label. That is narrower than what the relay
 * accepts ({@link Names}), because a name of ours is a DNS SAN, the SNI of the inner TLS and a
 * folder at once. A label has no dot and no slash, so no name leaves its folder; and no underscore,
 * since RFC 5280 (4.2.1.6) allows none in a DNS SAN and {@link javax.net.ssl.SNIHostName} refuses
 * it.
 */
public final class IssuedNames {
  /** One label of a host name (RFC 1123, 2.1). */
  static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  private static final Pattern NAME = Pattern.compile(LABEL);

  private IssuedNames() {}

  /** The name of a party, checked. */
  public static String party(String name) throws AdmException {
    return check("party", name);
  }

  /** The name of a user, checked. */
  public static String user(String name) throws AdmException {
    return check("user", name);
  }

  private static String check(String what, String name) throws AdmException {
    if (!NAME.matcher(name).matches()) {
      throw new AdmException(
          "'%s' cannot name a %s; use 1 to 63 letters, digits and inner hyphens"
              .formatted(printable(name), what));
    }
    if (name.equalsIgnoreCase(Names.RELAY)) {
      throw new AdmException(
          "'%s' is the relay's own name; choose another name for the %s".formatted(name, what));
    }
    return name;
  }

  /** Text without characters that control a terminal. */
  public static String printable(String text) {
    String clean = Printable.of(text);
    return clean.length() <= 80 ? clean : clean.substring(0, 80) + "...";
  }
}
