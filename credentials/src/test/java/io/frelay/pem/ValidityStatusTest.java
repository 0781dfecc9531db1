package io.frelay.pem;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Both ends of the time that a certificate says belong to it. */
class ValidityStatusTest {
  @Test
  void theEndsAreWithin() {
    X509Certificate certificate =
        TestCertificate.of(TestKeys.ec("secp256r1").getPublic(), "a party");
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    assertThat(ValidityStatus.of(certificate, from.minusMillis(1)))
        .isEqualTo(ValidityStatus.NOT_YET);
    assertThat(ValidityStatus.of(certificate, from)).isEqualTo(ValidityStatus.VALID);
    assertThat(ValidityStatus.of(certificate, until)).isEqualTo(ValidityStatus.VALID);
    assertThat(ValidityStatus.of(certificate, until.plusMillis(1)))
        .isEqualTo(ValidityStatus.EXPIRED);
  }
}
