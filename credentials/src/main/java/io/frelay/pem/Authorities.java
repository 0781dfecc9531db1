package io.frelay.pem;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The CAs of a text. There may be several, while one takes over from another; one that has expired
 * is left out, and the others count.
 *
 * @param all at least one, in their order
 * @param valid those that are valid; may be none
 * @param warnings a sentence for each that is left out
 */
public record Authorities(
    List<X509Certificate> all, List<X509Certificate> valid, List<String> warnings) {
  /**
   * Reads them.
   *
   * @param source what to call the text in messages
   * @throws PemException if there is none, or one cannot be read or verified with
   */
  public static Authorities of(String pem, String source, Instant now) throws PemException {
    List<X509Certificate> all = Pem.certificates(pem, source);
    List<X509Certificate> valid = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (X509Certificate each : all) {
      Curves.requireSupported(each.getPublicKey(), source);
      Instant from = each.getNotBefore().toInstant();
      Instant until = each.getNotAfter().toInstant();
      if (now.isBefore(from) || now.isAfter(until)) {
        String name = RevocationLists.printable(each.getSubjectX500Principal());
        warnings.add(
            now.isAfter(until)
                ? "%s is left out of %s: it expired on %s; take it out of there"
                    .formatted(name, source, until)
                : "%s is left out of %s: it is not valid before %s".formatted(name, source, from));
      } else {
        valid.add(each);
      }
    }
    return new Authorities(all, List.copyOf(valid), List.copyOf(warnings));
  }

  /** The one to complain of if none is valid. */
  public X509Certificate lastToExpire() {
    return all.stream().max(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
  }
}
