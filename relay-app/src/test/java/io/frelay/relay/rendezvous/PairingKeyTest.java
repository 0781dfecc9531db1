package io.frelay.relay.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.AuthRequest;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.PartyId;
import org.junit.jupiter.api.Test;

class PairingKeyTest {
  private static PairingKey key(String user, String me, String dest, String tag) {
    AuthRequest request = AuthRequest.version1(dest, tag);
    return PairingKey.of(new Arrival(new PartyId(user, me), request, 0, 0, null, null));
  }

  @Test
  void bothPartiesHaveTheSame() {
    assertThat(key("u", "0", "1", "t")).isEqualTo(key("u", "1", "0", "t"));
    assertThat(key("u", "b", "a", "")).isEqualTo(key("u", "a", "b", ""));
  }

  @Test
  void everyPartOfItCounts() {
    assertThat(key("u", "0", "1", "t"))
        .isNotEqualTo(key("v", "0", "1", "t"))
        .isNotEqualTo(key("u", "0", "2", "t"))
        .isNotEqualTo(key("u", "2", "1", "t"))
        .isNotEqualTo(key("u", "0", "1", "T"))
        .isNotEqualTo(key("u", "0", "1", ""));
  }

  @Test
  void partsDoNotRunIntoOneAnother() {
    assertThat(key("u", "0", "1/t", "")).isNotEqualTo(key("u", "0", "1", "/t"));
    assertThat(key("u", "a", "bc", "")).isNotEqualTo(key("u", "ab", "c", ""));
  }
}
