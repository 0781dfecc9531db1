package io.frelay.relay.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.CertificateKind;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.Validity;
import io.frelay.pem.Trust;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** When a chain is verified anew. */
class VerifiedChainsTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final AtomicInteger verified = new AtomicInteger();
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final VerifiedChains chains = new VerifiedChains(clock, 2);

  @Test
  void onceForEachChain() throws Exception {
    X509Certificate[] one = chain();
    X509Certificate[] two = chain();
    verify(one);
    verify(one);
    assertThat(verified).hasValue(1);
    verify(two);
    assertThat(verified).hasValue(2);
    verify(one);
    verify(two);
    assertThat(verified).hasValue(2);
  }

  @Test
  void aGoodCertificateInAnotherChainIsAnother() throws Exception {
    X509Certificate[] one = chain();
    verify(one);
    verify(new X509Certificate[] {one[0], chain()[0]});
    assertThat(verified).hasValue(2);
  }

  @Test
  void whatWasRefusedIsNotKept() throws Exception {
    X509Certificate[] one = chain();
    Trust.Pkix refusing =
        () -> {
          throw new CertificateException("no");
        };
    assertThatThrownBy(() -> chains.verify(one, refusing)).hasMessage("no");
    assertThatThrownBy(() -> chains.verify(one, refusing)).hasMessage("no");
    verify(one);
    assertThat(verified).hasValue(1);
  }

  @Test
  void everyTimeOnceItHasExpired() throws Exception {
    X509Certificate[] one = chain();
    verify(one);
    now.set(START.plus(LIFETIME).plusSeconds(1));
    verify(one);
    verify(one);
    assertThat(verified).hasValue(3);
  }

  @Test
  void whoeverHasNotComeForLongestIsForgotten() throws Exception {
    X509Certificate[] one = chain();
    X509Certificate[] two = chain();
    verify(one);
    verify(two);
    verify(one);
    verify(chain()); // the third is one too many
    verify(one);
    assertThat(verified).hasValue(3);
    verify(two);
    assertThat(verified).hasValue(4);
  }

  private void verify(X509Certificate[] chain) throws CertificateException {
    chains.verify(chain, verified::incrementAndGet);
  }

  private static X509Certificate[] chain() throws Exception {
    Validity validity = new Validity(START.minus(LIFETIME), START.plus(LIFETIME));
    CertificateAuthority ca =
        CertificateAuthority.create(CertificateKind.RELAY_CA, "", KeyType.EC, validity);
    return ca.issueParty(CertificateKind.PARTY_AT_RELAY, "user", "0", KeyType.EC, validity)
        .chain()
        .toArray(X509Certificate[]::new);
  }
}
