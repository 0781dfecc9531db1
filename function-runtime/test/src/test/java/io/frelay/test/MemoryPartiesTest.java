package io.frelay.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.TruncatedStreamException;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryPartiesTest {
  /** Adds up everybody's number. */
  private static int sum(int own, Peers peers) throws IOException {
    int sum = own;
    for (String name : peers.names()) {
      peers.get(name).out().write(own);
      peers.get(name).finish();
    }
    for (String name : peers.names()) {
      sum += peers.get(name).in().read();
      assertThat(peers.get(name).in().read()).isEqualTo(-1);
    }
    return sum;
  }

  @Test
  void allRunTheSameHandler() throws Exception {
    PeerHandler<Integer, Integer> sum = MemoryPartiesTest::sum;
    assertThat(MemoryParties.run(sum, Map.of("0", 1, "1", 2, "2", 4)))
        .isEqualTo(Map.of("0", 7, "1", 7, "2", 7));
  }

  @Test
  void theFirstFailureIsTheCause() {
    PeerHandler<String, String> handler =
        (input, peers) -> {
          if (peers.self().equals("1")) {
            throw new IllegalStateException("of party 1");
          }
          return new String(peers.get("1").messages().receive().orElseThrow(), UTF_8);
        };
    assertThatThrownBy(() -> MemoryParties.run(handler, Map.of("0", "", "1", "", "2", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("party 1: of party 1")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
  }

  @Test
  void aPartyCanBePlayed() throws Exception {
    try (MemoryParties parties = MemoryParties.of("0", "1")) {
      parties.plays("1", peers -> peers.get("0").messages().send("hi".getBytes(UTF_8)));
      Peers peers = parties.peers("0");
      assertThat(peers.names()).containsExactly("1");
      assertThat(peers.get("1").messages().receive()).hasValue("hi".getBytes(UTF_8));
      assertThat(peers.get("1").messages().receive()).isEmpty();
    }
  }

  @Test
  void partiesHaveNamedStreamsOrTheirOwn() throws Exception {
    try (MemoryParties parties = MemoryParties.of("0", "1")) {
      parties.plays(
          "1",
          peers -> {
            peers.get("0").stream("b").out().write(2);
            peers.get("0").stream("a").out().write(1);
            peers.get("0").stream("a").finish();
          });
      Peers peers = parties.peers("0");
      assertThat(peers.get("1").stream("a").in().readAllBytes()).containsExactly(1);
      assertThat(peers.get("1").stream("b").in().readAllBytes()).containsExactly(2);
      assertThatThrownBy(() -> peers.get("1").in()).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCutIsNoEnd() throws Exception {
    try (MemoryParties parties = MemoryParties.of("0", "1")) {
      parties.cut("1");
      assertThatThrownBy(() -> parties.peers("0").get("1").in().read())
          .isInstanceOf(TruncatedStreamException.class);
    }
  }

  @Test
  void aWriterWaitsForTheReader() throws Exception {
    byte[] much = new byte[3 << 20];
    try (MemoryParties parties = MemoryParties.of("0", "1")) {
      parties.plays(
          "1",
          peers -> {
            OutputStream out = peers.get("0").out();
            out.write(much);
            out.write(much);
          });
      assertThat(parties.peers("0").get("1").in().readAllBytes()).hasSize(2 * much.length);
    }
  }
}
