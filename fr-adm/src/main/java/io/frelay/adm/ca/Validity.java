package io.frelay.adm.ca;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time a certificate is valid, both ends included, to the second as X.509 writes it.
 *
 * @param from the first instant
 * @param until the last instant
 */
public record Validity(Instant from, Instant until) {
  /** Time by which a certificate begins in the past, for machines whose clock is behind. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  public Validity {
    from = from.truncatedTo(ChronoUnit.SECONDS);
    until = until.truncatedTo(ChronoUnit.SECONDS);
  }

  /** As the options say; else from a little before {@code now}, for {@code lifetime}. */
  public static Validity of(CertificateOptions options, Instant now, Duration lifetime) {
    Instant from = options.notBefore().orElse(now.minus(CLOCK_SKEW));
    Instant start = options.notBefore().orElse(now);
    Duration length = options.lifetime().orElse(lifetime);
    return new Validity(from, options.notAfter().orElse(start.plus(length)));
  }

  /** The same, ending at {@code last} at the latest. */
  Validity endingBy(Instant last) {
    return until.isAfter(last) ? new Validity(from, last) : this;
  }

  /** The same, ending no earlier than {@code other}. */
  public Validity enclosing(Validity other) {
    return other.until.isAfter(until) ? new Validity(from, other.until) : this;
  }
}
