package io.frelay.client.internal.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.RelayAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayOrderTest {
  private static final List<RelayAddress> RELAYS =
      RelayAddress.parseAll("a.example:6000,b.example:6000,[::1]:6000");

  /** The tests of the Python client have the same. */
  @Test
  void vectors() {
    assertThat(RelayOrder.of(RELAYS, "0", "1", "job-1"))
        .hasToString("[b.example:6000, [::1]:6000, a.example:6000]");
    assertThat(RelayOrder.of(RELAYS, "0", "1", "job-2"))
        .hasToString("[a.example:6000, [::1]:6000, b.example:6000]");
    assertThat(RelayOrder.of(RELAYS, "ä", "b", ""))
        .hasToString("[b.example:6000, a.example:6000, [::1]:6000]");
  }

  @Test
  void bothEndsHaveTheSameWhateverOrderTheirListsHave() {
    List<RelayAddress> other = List.of(RELAYS.get(2), RELAYS.get(0), RELAYS.get(1));
    for (int i = 0; i < 100; i++) {
      assertThat(RelayOrder.of(other, "1", "0", "t" + i))
          .isEqualTo(RelayOrder.of(RELAYS, "0", "1", "t" + i));
    }
  }

  @Test
  void sessionsAreSharedEqually() {
    Map<RelayAddress, Integer> first = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      first.merge(RelayOrder.of(RELAYS, "0", "1", "t" + i).get(0), 1, Integer::sum);
    }
    assertThat(first.values()).hasSize(3).allMatch(count -> count > 900 && count < 1_100);
  }

  @Test
  void withoutOneRelayTheOthersKeepTheirOrder() {
    List<RelayAddress> left = RELAYS.subList(0, 2);
    for (int i = 0; i < 100; i++) {
      List<RelayAddress> all = RelayOrder.of(RELAYS, "0", "1", "t" + i);
      assertThat(RelayOrder.of(left, "0", "1", "t" + i))
          .isEqualTo(all.stream().filter(left::contains).toList());
    }
  }
}
