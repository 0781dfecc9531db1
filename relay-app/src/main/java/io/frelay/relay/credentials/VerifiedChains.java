package io.frelay.relay.credentials;

import io.frelay.pem.Trust;
import io.frelay.pem.ValidityStatus;
import io.frelay.protocol.Sha256;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Certificate chains that were good under the CAs in force, so that parties that come again are
 * verified at the cost of a hash: the JDK's PKIX takes a tenth of a session's CPU, and more while
 * its code is new. The handshake still proves the private key, and the caller still checks
 * revocation. Only good chains are kept, so strangers take no place. Safe for any thread.
 */
final class VerifiedChains {
  private final Clock clock;
  private final int max;
  private final Map<ByteBuffer, Boolean> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
          return size() > max;
        }
      };

  /**
   * None yet.
   *
   * @param max number of chains to keep, of which each takes about 150 bytes
   */
  VerifiedChains(Clock clock, int max) {
    this.clock = clock;
    this.max = max;
  }

  /**
   * Verifies a chain, unless it was found good before and each of its certificates is valid now.
   *
   * @throws CertificateException as {@code pkix} does
   */
  void verify(X509Certificate[] chain, Trust.Pkix pkix) throws CertificateException {
    byte[][] encoded = new byte[chain.length][];
    for (int i = 0; i < chain.length; i++) {
      encoded[i] = chain[i].getEncoded();
    }
    ByteBuffer key = ByteBuffer.wrap(Sha256.of(encoded));
    if (isKnown(key) && areValid(chain)) {
      return;
    }
    pkix.verify();
    add(key);
  }

  private boolean areValid(X509Certificate[] chain) {
    Instant now = clock.instant();
    for (X509Certificate each : chain) {
      if (ValidityStatus.of(each, now) != ValidityStatus.VALID) {
        return false;
      }
    }
    return true;
  }

  private synchronized boolean isKnown(ByteBuffer key) {
    return recent.get(key) != null; // which makes it the most recent one
  }

  private synchronized void add(ByteBuffer key) {
    recent.put(key, true);
  }
}
