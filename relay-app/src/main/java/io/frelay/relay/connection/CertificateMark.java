package io.frelay.relay.connection;

import io.frelay.protocol.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;

/**
 * Short form of a party's certificate that is kept while its connection lives: enough to find out
 * that it was revoked or has expired. There may be thousands of idle connections.
 *
 * @param id see {@link #id}
 * @param serial its serial number, for the log
 * @param expiresMillis the end of its validity, on the clock of {@link System#currentTimeMillis}
 */
public record CertificateMark(long id, BigInteger serial, long expiresMillis) {
  public static CertificateMark of(X509Certificate certificate) {
    return new CertificateMark(
        id(certificate.getIssuerX500Principal(), certificate.getSerialNumber()),
        certificate.getSerialNumber(),
        certificate.getNotAfter().toInstant().toEpochMilli());
  }

  /**
   * The certificate's identity in eight bytes: of SHA-256 over its issuer and serial number, which
   * together are unique (RFC 5280, 4.1.2.2). The CA chooses both, so nobody can aim at a collision,
   * and none comes about by chance.
   */
  public static long id(X500Principal issuer, BigInteger serial) {
    byte[] name = issuer.getName(X500Principal.CANONICAL).getBytes(StandardCharsets.UTF_8);
    byte[] hash = Sha256.of(name, new byte[1], serial.toByteArray());
    return ByteBuffer.wrap(hash).getLong();
  }

  public boolean isExpired(Instant now) {
    return now.toEpochMilli() > expiresMillis;
  }
}
