package io.frelay.pem;

import io.frelay.protocol.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Number and date of each CA's revocation list. Immutable.
 *
 * @param byCa by the SHA-256 of the CA's public key, in hexadecimal digits
 */
public record ListEditions(Map<String, Edition> byCa) {
  /** Editions without any list. */
  public static final ListEditions NONE = new ListEditions(Map.of());

  /** OID of a list's number (RFC 5280, 5.2.3). */
  private static final String NUMBER = "2.5.29.20";

  /** RFC 5280 allows no longer ones. */
  private static final int MAX_BITS = 160;

  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;

  /** A CA's key, the list's number in at most 20 bytes, or a hyphen, and its date. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64}) (-|[0-9]{1,49}) ([0-9TZ:.-]{1,30})");

  public ListEditions {
    byCa = Map.copyOf(byCa);
  }

  /**
   * Number and date of one list.
   *
   * @param number rises with every list of a CA; some CAs give none
   * @param made when the list was made
   */
  public record Edition(Optional<BigInteger> number, Instant made) {
    static Edition of(X509CRL list) {
      return new Edition(numberOf(list), list.getThisUpdate().toInstant());
    }

    private static Optional<BigInteger> numberOf(X509CRL list) {
      byte[] value = list.getExtensionValue(NUMBER);
      if (value == null) {
        return Optional.empty();
      }
      try {
        byte[] integer = Der.content(ByteBuffer.wrap(value), OCTET_STRING);
        return Optional.of(new BigInteger(Der.content(ByteBuffer.wrap(integer), INTEGER)))
            .filter(number -> number.signum() >= 0 && number.bitLength() <= MAX_BITS);
      } catch (IllegalArgumentException e) {
        return Optional.empty(); // the CA signed it so; there is its date
      }
    }

    /** By the numbers, if both have one and they differ; else by the dates. */
    boolean isOlderThan(Edition other) {
      boolean byNumber =
          number.isPresent() && other.number.isPresent() && !number.equals(other.number);
      return byNumber ? number.get().compareTo(other.number.get()) < 0 : made.isBefore(other.made);
    }

    private Edition orNewer(Edition other) {
      return isOlderThan(other) ? other : this;
    }

    @Override
    public String toString() {
      return number.map(n -> "number " + n + ", ").orElse("") + "made on " + made;
    }
  }

  /** Edition of a list that {@code ca} has signed. */
  static ListEditions of(X509CRL list, X509Certificate ca) {
    return new ListEditions(Map.of(keyOf(ca), Edition.of(list)));
  }

  /** The newer of both, for each CA. */
  ListEditions and(ListEditions others) {
    Map<String, Edition> both = new TreeMap<>(byCa);
    others.byCa.forEach((ca, edition) -> both.merge(ca, edition, Edition::orNewer));
    return new ListEditions(both);
  }

  /** Editions of these CAs. */
  ListEditions of(List<X509Certificate> cas) {
    Map<String, Edition> some = new TreeMap<>(byCa);
    some.keySet().retainAll(cas.stream().map(ListEditions::keyOf).toList());
    return new ListEditions(some);
  }

  /**
   * Text, without a subject, that names a list that is older here than in {@code former}, or
   * missing.
   *
   * @param cas whose lists matter
   */
  Optional<String> whatIsOlderThan(ListEditions former, List<X509Certificate> cas) {
    for (X509Certificate ca : cas) {
      Edition before = former.byCa.get(keyOf(ca));
      Edition now = byCa.get(keyOf(ca));
      if (before != null && now == null) {
        return Optional.of(
            "has no list of %s, of which one was in force (%s)"
                .formatted(RevocationLists.printable(ca.getSubjectX500Principal()), before));
      }
      if (before != null && now.isOlderThan(before)) {
        return Optional.of(
            "is older (%s) than the list that was in force (%s)".formatted(now, before));
      }
    }
    return Optional.empty();
  }

  /** A line for each, as {@link #parse} reads them. */
  String text() {
    return new TreeMap<>(byCa)
        .entrySet().stream()
            .map(
                entry ->
                    "%s %s %s\n"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().number().map(BigInteger::toString).orElse("-"),
                            entry.getValue().made()))
            .collect(Collectors.joining());
  }

  /**
   * Lines of {@link #text}; those that begin with a number sign are left out.
   *
   * @throws IllegalArgumentException if there is any other line
   */
  static ListEditions parse(List<String> lines) {
    Map<String, Edition> editions = new TreeMap<>();
    for (String line : lines) {
      if (line.startsWith("#")) {
        continue;
      }
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IllegalArgumentException("not a line of an edition");
      }
      Optional<BigInteger> number =
          parts.group(2).equals("-")
              ? Optional.empty()
              : Optional.of(new BigInteger(parts.group(2)));
      try {
        editions.put(parts.group(1), new Edition(number, Instant.parse(parts.group(3))));
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("no date", e);
      }
    }
    return new ListEditions(editions);
  }

  private static String keyOf(X509Certificate ca) {
    return HexFormat.of().formatHex(Sha256.of(ca.getPublicKey().getEncoded()));
  }
}
