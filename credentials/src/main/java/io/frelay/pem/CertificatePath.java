package io.frelay.pem;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * Which of the certificates that a stranger sent lead from its own to an authority, by their names
 * alone: every one is issued by the next. Whether the signatures are right is for PKIX to say,
 * which then has one path to look at.
 *
 * <p>Without that PKIX would look for the path itself, through all that was sent. Certificates that
 * sign each other crosswise make that search a maze: 50 of them, in a handshake of 20 KB, keep a
 * JDK busy for 10 seconds, and the time grows with the fifth power of their number.
 */
final class CertificatePath {
  /** As many as the JDK's own TLS takes; BoringSSL takes what fits. */
  private static final int MAX_SENT = 10;

  /** The party's own and four intermediates, none of which a CA made by fr-adm has. */
  private static final int MAX_USED = 5;

  /** The kinds of keys whose verification takes no longer than a stranger may want it to take. */
  private static final Set<String> KINDS = Set.of("EC", "RSA", "RSASSA-PSS", "EdDSA");

  private CertificatePath() {}

  /**
   * The path, without the authority's own certificate.
   *
   * @param sent what the peer sent, its own certificate first
   * @throws CertificateException if there is none, as if PKIX had looked for it
   */
  static X509Certificate[] of(X509Certificate[] sent, List<X509Certificate> authorities)
      throws CertificateException {
    if (sent.length > MAX_SENT) {
      throw none("more than %d certificates".formatted(MAX_SENT));
    }
    List<X509Certificate> path = new ArrayList<>(List.of(sent[0]));
    X509Certificate last = sent[0];
    while (!isTrustedOrIssued(last, authorities)) {
      last = issuer(last, sent, path, authorities).orElseThrow(() -> none("no path to a CA"));
      path.add(last);
      if (path.size() > MAX_USED) {
        throw none("a path of more than %d certificates".formatted(MAX_USED));
      }
    }
    for (X509Certificate each : path) {
      if (!KINDS.contains(each.getPublicKey().getAlgorithm())) {
        throw none("a key that is neither EC, RSA nor EdDSA");
      }
    }
    return path.toArray(X509Certificate[]::new);
  }

  /** The next on the path; of several with the same name rather one that an authority issued. */
  private static Optional<X509Certificate> issuer(
      X509Certificate of,
      X509Certificate[] sent,
      List<X509Certificate> path,
      List<X509Certificate> authorities) {
    X500Principal name = of.getIssuerX500Principal();
    List<X509Certificate> named =
        Arrays.stream(sent)
            .filter(each -> each.getSubjectX500Principal().equals(name) && !path.contains(each))
            .toList();
    return Stream.concat(
            named.stream().filter(each -> isTrustedOrIssued(each, authorities)), named.stream())
        .findFirst();
  }

  private static boolean isTrustedOrIssued(
      X509Certificate certificate, List<X509Certificate> authorities) {
    return authorities.stream()
        .anyMatch(
            each ->
                each.equals(certificate)
                    || each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
  }

  private static CertificateException none(String why) {
    return new CertificateException(
        "not signed by a CA that is trusted here: " + why, new CertPathBuilderException(why));
  }
}
