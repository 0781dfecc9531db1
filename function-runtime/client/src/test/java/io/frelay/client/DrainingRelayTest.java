package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Relays that go down and name others, with clients that would fail if they paused. */
@Timeout(60)
class DrainingRelayTest {
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final List<TestRelay> relays = new ArrayList<>();
  private final Queue<RelayAddress> asked = new ConcurrentLinkedQueue<>();
  private final Map<RelayAddress, List<RelayAddress>> named = new ConcurrentHashMap<>();
  private final TestWorld world = new TestWorld();

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 4; i++) {
      TestRelay relay = new TestRelay(world);
      relays.add(relay);
      relay.threads.execute(() -> drain(relay));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (TestRelay relay : relays) {
      relay.close();
    }
  }

  private void drain(TestRelay relay) {
    try {
      while (true) {
        EngineEnd party = relay.asked();
        asked.add(relay.address());
        String others =
            named.getOrDefault(relay.address(), List.of()).stream()
                .map(each -> "\"" + each + "\"")
                .collect(Collectors.joining(","));
        TestRelay.answer(
            party,
            "{\"Error\":{\"Code\":\"draining\",\"Message\":\"m\",\"Relays\":[" + others + "]}}");
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** Relays in the order in which a client asks them until it would have to pause. */
  private List<RelayAddress> asked(List<RelayAddress> configured) throws Exception {
    asked.clear();
    try (FrelayClient client =
        FrelayClient.builder()
            .backOff(PAUSE, PAUSE)
            .relays(configured)
            .credentials(world.party("0"))
            .build()) {
      assertThatThrownBy(() -> client.connect("1", "t", CALL)).isInstanceOf(RefusedException.class);
    }
    return List.copyOf(asked);
  }

  @Test
  void thoseThatAreConfiguredComeNextAndEachRelayIsBelievedOnce() throws Exception {
    List<RelayAddress> three = relays.stream().limit(3).map(TestRelay::address).toList();
    RelayAddress stranger = relays.get(3).address();
    List<RelayAddress> order = asked(three);
    RelayAddress first = order.get(0);
    RelayAddress last = order.get(2);

    named.put(first, List.of(stranger, new RelayAddress("relay.invalid", 1), last));
    named.put(last, List.of(last));
    assertThat(asked(three)).containsExactly(first, last, last, order.get(1), first);
  }

  @Test
  void aNameThatRelaysShareIsConnectedToAtOnceAndOnceOnly() throws Exception {
    RelayAddress shared = relays.get(0).address();
    assertThat(asked(List.of(shared))).containsExactly(shared);
    named.put(shared, List.of(shared));
    assertThat(asked(List.of(shared))).containsExactly(shared, shared);
  }
}
