package io.frelay.adm.ca;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Options of new certificates. Start from {@link #DEFAULTS}:
 *
 * <pre>{@code
 * folder.createParty("user1", "0", DEFAULTS.keyType(RSA).lasting(Duration.ofDays(30)));
 * folder.createParty("user1", "1", DEFAULTS.notAfter(yesterday).notBefore(lastWeek)); // expired
 * }</pre>
 *
 * @param keyType of every key made; empty for {@link KeyType#EC}, or on renewal for the type of the
 *     certificate that is replaced
 * @param lifetime of the leaves, or of a user's CA; empty for 825 days, or 10 years of a CA. No
 *     leaf outlives its CA.
 * @param notBefore the first instant of validity; empty for five minutes ago
 * @param notAfter the last instant of validity; empty for now (or {@code notBefore}) plus {@code
 *     lifetime}
 * @param force whether files that are there may be replaced
 */
public record CertificateOptions(
    Optional<KeyType> keyType,
    Optional<Duration> lifetime,
    Optional<Instant> notBefore,
    Optional<Instant> notAfter,
    boolean force) {

  public static final CertificateOptions DEFAULTS =
      new CertificateOptions(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  public CertificateOptions keyType(KeyType type) {
    return new CertificateOptions(Optional.of(type), lifetime, notBefore, notAfter, force);
  }

  public CertificateOptions lasting(Duration duration) {
    return new CertificateOptions(keyType, Optional.of(duration), notBefore, notAfter, force);
  }

  public CertificateOptions notBefore(Instant first) {
    return new CertificateOptions(keyType, lifetime, Optional.of(first), notAfter, force);
  }

  public CertificateOptions notAfter(Instant last) {
    return new CertificateOptions(keyType, lifetime, notBefore, Optional.of(last), force);
  }

  /** Allows replacing files that are there. */
  public CertificateOptions replacing() {
    return new CertificateOptions(keyType, lifetime, notBefore, notAfter, true);
  }
}
