package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A {@code TEST} whose peer is the original {@code client_func}: a party of version 1 that offers
 * no ALPN, writes what its lists say and takes whatever one read gives for an answer.
 */
@Timeout(60)
class OriginalClientTest extends RelayedTest {
  /** Reads and writes of the original at each end, in order: 0 is a read. */
  private static final int[] AS_SERVER = {
    0, 0, 1208, 1150, 108, 0, 0, 0, 2874, 4053, 108, 0, 0, 279, 0, 108, 0, 483, 0, 108, 0, 244, 0,
    108, 0
  };

  private static final int[] AS_CLIENT = {
    1208, 1150, 0, 0, 0, 108, 2874, 4053, 0, 0, 0, 108, 279, 0, 108, 0, 483, 0, 108, 0, 244, 0, 108,
    0, 1
  };

  private Map<String, String> ours;

  @BeforeEach
  void start() throws Exception {
    ours = environment("0", "1");
    ours.put("TAG", "t");
  }

  private PeerConnection original(String tag) throws Exception {
    FrelayClient.Builder options =
        FrelayClient.builder().highestVersion(1).withoutResumption().withoutBinding();
    return world.client("1", relay.address(), options).connect("0", tag, Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @CsvSource({
    "signing, 1, true",
    "signing, 1, false",
    "decrypt, 450, true",
    ", 450, false" // as without a TEST
  })
  void patternsArePlayedAsThere(String test, int times, boolean originalFirst) throws Exception {
    if (test != null) {
      ours.put("TEST", test);
    }
    ours.put("OPS", "1");
    PartyProcess process = originalFirst ? null : start(ours);
    Future<Integer> original =
        threads.submit(
            () -> {
              try (PeerConnection connection = original("t0")) {
                return play(connection, times);
              }
            });
    if (originalFirst) {
      relay.awaitWaiter();
      process = PartyProcess.start(ours);
    }
    process.requireSuccess();
    assertThat(original.get(30, TimeUnit.SECONDS)).isEqualTo(times * (originalFirst ? 12 : 13));
    assertThat(process.stdout())
        .startsWith(
            (test == null ? "decrypt" : test)
                + ": 1 operation over 1 session, as the original client_func plays it");
  }

  private PartyProcess start(Map<String, String> environment) throws Exception {
    PartyProcess process = PartyProcess.start(environment);
    relay.awaitWaiter();
    return process;
  }

  /** Returns how many reads gave something. */
  private static int play(PeerConnection connection, int times) throws IOException {
    byte[] room = new byte[64 << 10];
    int reads = 0;
    for (int i = 0; i < times; i++) {
      for (int size : connection.facts().role() == Role.CLIENT ? AS_CLIENT : AS_SERVER) {
        if (size > 0) {
          connection.out().write(new byte[size]);
        } else if (connection.in().read(room) > 0) {
          reads++;
        }
      }
    }
    return reads;
  }

  @Test
  void latencyIsTenSessionsInARow() throws Exception {
    ours.put("TEST", "latency");
    Future<Integer> original =
        threads.submit(
            () -> {
              int sessions = 0;
              for (; sessions < 10; sessions++) {
                PeerConnection connection = original("t");
                connection.out().write(new byte[14_500]);
                connection.abort(); // it says no close_notify
              }
              return sessions;
            });
    PartyProcess process = PartyProcess.start(ours);
    process.requireSuccess();
    assertThat(process.stdout()).contains("session 0, round 9: ").contains("median of 10: ");
    assertThat(original.get(30, TimeUnit.SECONDS)).isEqualTo(10);
  }

  @Test
  void aTestThatItDoesNotHaveIsSaidToBe() throws Exception {
    ours.put("TEST", "throughput");
    PartyProcess process = start(ours);
    try (PeerConnection connection = original("t")) {
      assertThat(process.exitCode()).isEqualTo(1);
      assertThat(process.stderr())
          .contains("the original client_func; that has no TEST=throughput");
      assertThat(connection.in().read()).isEqualTo(-1);
    }
  }

  @Test
  void withoutATestItIsMetAndNothingIsSaid() throws Exception {
    PartyProcess process = start(ours);
    try (PeerConnection connection = original("t")) {
      assertThat(connection.in().read()).isEqualTo(-1);
    }
    process.requireSuccess();
    assertThat(process.stdout()).startsWith("party 0 met party 1 through the relay ");
  }
}
