package io.frelay.scenarios.functions.support;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.support.Shared;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** A party of user1 whose certificates were valid until yesterday. */
public record ExpiredParty(Map<String, String> secrets, Instant validUntil) {
  private static ExpiredParty only;

  public static synchronized ExpiredParty get() {
    if (only == null) {
      Instant yesterday = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
      Shared.PKI.party(
          "user1",
          "expired",
          CertificateOptions.DEFAULTS
              .notBefore(yesterday.minus(Duration.ofDays(2)))
              .notAfter(yesterday));
      only = new ExpiredParty(Shared.PKI.environment("user1", "expired"), yesterday);
    }
    return only;
  }
}
