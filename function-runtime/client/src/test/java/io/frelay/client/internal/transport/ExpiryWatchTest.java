package io.frelay.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import io.frelay.client.TestWorld;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When what a peer has shown expires. */
class ExpiryWatchTest {
  /** A peer may send along what is on no path to the CA. */
  @Test
  void theFirstToExpireOfWhatIsStillValidCounts() throws Exception {
    TestWorld world = new TestWorld();
    Issued shortLived =
        world.userCa.issue(Wanted.party("1", TestWorld.USER).validFor(Duration.ofMinutes(1)));
    X509Certificate expired =
        world.userCa.issue(Wanted.party("1", TestWorld.USER).expired()).certificate();
    X509Certificate lasting = world.userCa.issue(Wanted.party("1", TestWorld.USER)).certificate();
    Instant end = shortLived.certificate().getNotAfter().toInstant();
    assertThat(ExpiryWatch.validUntil(List.of(lasting, shortLived.certificate()))).isEqualTo(end);
    assertThat(ExpiryWatch.validUntil(List.of(shortLived.certificate(), expired))).isEqualTo(end);
    assertThat(ExpiryWatch.validUntil(List.of(expired))).isBefore(Instant.now().plusMillis(1));
  }
}
