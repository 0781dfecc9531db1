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
   * @param source the text's name in messages
   * @throws PemException if there is none, or one cannot be read or verified with
   */
  public static Authorities of(String pem, String source, Instant now) throws PemException {
    List<X509Certificate> all = Pem.certificates(pem, source);
    List<X509Certificate> valid = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (X509Certificate each : all) {
      Curves.requireSupported(each.getPublicKey(), source);
      String leftOut =
          "%s is left out of %s: it "
              .formatted(RevocationLists.printable(each.getSubjectX500Principal()), source);
      switch (ValidityStatus.of(each, now)) {
        case VALID -> valid.add(each);
        case NOT_YET ->
            warnings.add(leftOut + "is not valid before " + each.getNotBefore().toInstant());
        case EXPIRED ->
            warnings.add(
                leftOut
                    + "expired on %s; take it out of there"
                        .formatted(each.getNotAfter().toInstant()));
      }
    }
    return new Authorities(all, List.copyOf(valid), List.copyOf(warnings));
  }

  /**
   * The same, of which at least one is valid.
   *
   * @throws PemException if there is none, or one cannot be read or verified with
   */
  public static Authorities valid(String pem, String source, Instant now) throws PemException {
    Authorities authorities = of(pem, source, now);
    if (authorities.valid().isEmpty()) {
      ValidityStatus.require(lastToExpire(authorities.all()), source);
    }
    return authorities;
  }

  /** The one to complain of where several take over from each other and none is valid. */
  public static X509Certificate lastToExpire(List<X509Certificate> all) {
    return all.stream().max(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
  }
}
