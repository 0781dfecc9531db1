package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.RelayHosts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/** Address of the relay as parties write it: {@code host:port}, an IPv6 address in brackets. */
public final class Endpoint {
  private static final Pattern TEXT = Pattern.compile("(\\[[^\\]]+]|[^:]+):([0-9]{1,5})");

  private Endpoint() {}

  /**
   * One or several, separated by commas.
   *
   * @return {@code text}, checked
   * @throws AdmException if one of them is no endpoint
   */
  static String checkAll(String text) throws AdmException {
    for (String each : text.split(",", -1)) {
      check(each.strip());
    }
    return text;
  }

  /**
   * One of them.
   *
   * @return {@code text}, checked
   * @throws AdmException if it is no endpoint
   */
  public static String check(String text) throws AdmException {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw refused(text);
    }
    int port = Integer.parseInt(parts.group(2));
    if (port < 1 || port > 65535) {
      throw refused(text);
    }
    GeneralName host = RelayHosts.alternativeName(parts.group(1));
    if (parts.group(1).startsWith("[") && host.getTagNo() != GeneralName.iPAddress) {
      throw refused(text);
    }
    return text;
  }

  private static AdmException refused(String text) {
    return new AdmException(
        "'%s' is not the address of a relay; write HOST:PORT, as in relay.example.org:6000"
            .formatted(IssuedNames.printable(text)));
  }
}
