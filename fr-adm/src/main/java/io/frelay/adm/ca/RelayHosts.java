package io.frelay.adm.ca;

import io.frelay.adm.AdmException;
import io.frelay.protocol.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/** The names and addresses in the relay's certificate, {@value Names#RELAY} always first. */
public final class RelayHosts {
  private static final int DNS_SAN = 2; // RFC 5280, GeneralName, as X509Certificate numbers them
  private static final int IP_SAN = 7;

  private static final Pattern DNS_NAME =
      Pattern.compile(IssuedNames.LABEL + "(?:\\." + IssuedNames.LABEL + ")*");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");
  private static final Pattern DIGITS_AT_END = Pattern.compile("(?:.*\\.)?[0-9]+");

  private RelayHosts() {}

  /** The subject alternative names for {@code hosts}, each once. */
  public static List<GeneralName> alternativeNames(List<String> hosts) throws AdmException {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, Names.RELAY));
    for (String host : hosts) {
      names.add(alternativeName(host));
    }
    return List.copyOf(names);
  }

  /**
   * A DNS name or an IP address; nothing is looked up.
   *
   * @throws AdmException if it is neither
   */
  public static GeneralName alternativeName(String host) throws AdmException {
    String plain = host.startsWith("[") ? host.replaceAll("^\\[|]$", "") : host;
    if (IPV4.matcher(plain).matches() || IPV6.matcher(plain).matches()) {
      try {
        byte[] address = InetAddress.getByName(plain).getAddress();
        return new GeneralName(GeneralName.iPAddress, new DEROctetString(address));
      } catch (UnknownHostException e) {
        throw refused(host);
      }
    }
    // A last label of digits only is an address that went wrong, such as 10.0.0.256.
    if (plain.length() > 253
        || !DNS_NAME.matcher(plain).matches()
        || DIGITS_AT_END.matcher(plain).matches()) {
      throw refused(host);
    }
    return new GeneralName(GeneralName.dNSName, plain);
  }

  private static AdmException refused(String host) {
    return new AdmException(
        "'%s' is neither a DNS name nor an IP address; give it without a port, as in --host relay.example.org"
            .formatted(IssuedNames.printable(host)));
  }

  /** The DNS names and IP addresses that a certificate carries, in its order. */
  public static List<String> of(X509Certificate certificate) {
    List<String> hosts = new ArrayList<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        for (List<?> name : names) {
          if (name.get(0).equals(DNS_SAN) || name.get(0).equals(IP_SAN)) {
            hosts.add((String) name.get(1));
          }
        }
      }
    } catch (CertificateParsingException e) {
      return List.of(); // a certificate of others; nobody verifies a name against it either
    }
    return List.copyOf(hosts);
  }

  /** The same without {@value Names#RELAY}: those that {@code --host} asked for. */
  public static List<String> beyondItsName(X509Certificate certificate) {
    return of(certificate).stream().filter(host -> !host.equals(Names.RELAY)).toList();
  }
}
