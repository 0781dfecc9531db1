package io.frelay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.TestCa.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A relay that joins sessions of the same two parties crosswise. Their certificates have nothing
 * against it; what they say first inside the end-to-end TLS has.
 */
@Timeout(60)
class SwappingRelayTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String JOINED_WRONGLY =
      "the relay joined our session with party %s (tag '%s') with another session of the same"
          + " parties; see who runs that relay. Nothing of it was given out";

  private final TestWorld world = new TestWorld();
  @AutoClose private final TestRelay threads = new TestRelay(world);
  @AutoClose private final PairingRelay relay = new PairingRelay(world);

  /** One end of a session. */
  private record End(String peer, String tag, PeerConnection connection) {}

  /** Both ends of what the relay takes for one session. */
  private record Pair(PeerConnection zero, PeerConnection one) implements AutoCloseable {
    Pair(Future<PeerConnection> zero, Future<PeerConnection> one) throws Exception {
      this(TestRelay.get(zero), TestRelay.get(one));
    }

    @Override
    public void close() {
      zero.abort();
      one.abort();
    }
  }

  private Future<PeerConnection> connecting(
      String me, String peer, String tag, String purpose, FrelayClient.Builder options)
      throws Exception {
    FrelayClient client = world.client(me, relay.address(), options);
    return threads.async(() -> client.connect(peer, tag, purpose, LONG));
  }

  private Future<PeerConnection> connecting(String me, String tag, FrelayClient.Builder options)
      throws Exception {
    return connecting(me, me.equals("0") ? "1" : "0", tag, "", options);
  }

  private static FrelayClient.Builder framing(String framing) {
    return switch (framing) {
      case "frelay/2" -> FrelayClient.builder();
      case "raw" -> FrelayClient.builder().withoutResumption();
      default -> FrelayClient.builder().applicationProtocols(List.of(framing));
    };
  }

  /** Two sessions, each of whose ends the relay has joined with one of the other's. */
  private List<End> swapped(String first, FrelayClient.Builder options) throws Exception {
    String second = first.equals("0") ? "1" : "0";
    relay.swap(true);
    List<End> ends = new ArrayList<>();
    for (String[] tags : new String[][] {{"salaries", "cafeteria"}, {"cafeteria", "salaries"}}) {
      Future<PeerConnection> waiter = connecting(first, tags[0], options);
      relay.awaitWaiter();
      Future<PeerConnection> other = connecting(second, tags[1], options);
      ends.add(new End(second, tags[0], TestRelay.get(waiter)));
      ends.add(new End(first, tags[1], TestRelay.get(other)));
    }
    return ends;
  }

  @ParameterizedTest
  @CsvSource({
    "frelay/2, 0, false",
    "frelay/2, 1, false",
    "frelay/2, 0, true",
    "frelay/2, 1, true",
    "raw, 0, false",
    "raw, 1, false",
    "raw, 0, true",
    "raw, 1, true",
    "other/1, 0, true"
  })
  void allFourEndsNoticeAndGiveOutNothing(String framing, String first, boolean early)
      throws Exception {
    if (early) {
      relay.deliverHellos();
    }
    List<End> ends = swapped(first, framing(framing));
    for (End each : ends) {
      byte[] text = ("for " + each.tag()).getBytes(UTF_8);
      assertToldIfAnything(() -> each.connection().out().write(text));
    }
    for (End each : ends) {
      Throwable failure = catchThrowable(() -> each.connection().in().read());
      assertThat(failure)
          .as(each.tag())
          .isInstanceOf(WrongSessionException.class)
          .hasMessage(JOINED_WRONGLY, each.peer(), each.tag());
      assertThat(catchThrowable(() -> each.connection().in().read()))
          .isInstanceOf(WrongSessionException.class);
      assertThat(catchThrowable(() -> each.connection().out().write(1)))
          .isInstanceOf(WrongSessionException.class);
      // It cannot fail in a session with frames.
      assertToldIfAnything(() -> each.connection().shutdownOutput());
      assertThat(each.connection().failure()).containsInstanceOf(WrongSessionException.class);
      each.connection().close();
    }
  }

  /** Takes either: whether it is told by then depends on what has arrived. */
  static void assertToldIfAnything(ThrowingCallable action) {
    assertThat(catchThrowable(action))
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            failure -> assertThat(failure).isInstanceOf(WrongSessionException.class));
  }

  /** A party that only writes hears of it from the session's own thread, or when it has arrived. */
  @ParameterizedTest
  @ValueSource(strings = {"frelay/2", "raw"})
  void whoOnlyWritesIsToldToo(String framing) throws Exception {
    List<End> ends = swapped("0", framing(framing));
    for (End each : ends) {
      assertThat(
              catchThrowable(
                  () -> {
                    while (true) {
                      each.connection().out().write(new byte[1 << 12]);
                    }
                  }))
          .isInstanceOf(WrongSessionException.class);
      each.connection().abort();
    }
  }

  @Test
  void whoWritesOnceAndEndsIsToldToo() throws Exception {
    for (End each : swapped("0", framing("raw"))) {
      assertThat(
              catchThrowable(
                  () -> {
                    each.connection().out().write(1);
                    each.connection().shutdownOutput();
                  }))
          .isInstanceOf(WrongSessionException.class);
      each.connection().close();
    }
  }

  @Test
  void whoWritesOnceAndClosesCanAsk() throws Exception {
    for (End each : swapped("0", framing("raw"))) {
      assertToldIfAnything(() -> each.connection().out().write(1));
      each.connection().close();
      assertThat(each.connection().failure()).containsInstanceOf(WrongSessionException.class);
    }
  }

  /** An empty tag is a tag like others. */
  @ParameterizedTest
  @CsvSource({"'', a, true", "'', '', false", "ä, a, true", "ä, ä, false"})
  void everyTagCounts(String own, String peers, boolean differ) throws Exception {
    relay.swap(differ);
    Future<PeerConnection> zero = connecting("0", own, FrelayClient.builder());
    relay.awaitWaiter();
    try (Pair pair = new Pair(zero, connecting("1", peers, FrelayClient.builder()))) {
      pair.zero.out().write(7);
      if (differ) {
        assertThat(catchThrowable(() -> pair.one.in().read()))
            .isInstanceOf(WrongSessionException.class);
      } else {
        assertThat(pair.one.in().read()).isEqualTo(7);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "handler sum, handler sum, false",
    "handler sum, handler mean, true",
    "handler sum, '', false",
    "'', handler mean, false"
  })
  void purposesThatAreSaidHaveToAgree(String own, String peers, boolean differ) throws Exception {
    FrelayClient.Builder options = FrelayClient.builder();
    try (Pair pair =
        new Pair(
            connecting("0", "1", "t", own, options), connecting("1", "0", "t", peers, options))) {
      pair.zero.out().write(7);
      pair.one.out().write(8);
      if (differ) {
        assertThat(catchThrowable(() -> pair.one.in().read()))
            .isInstanceOf(WrongSessionException.class)
            .hasMessageStartingWith(
                "party 0 has come to our session (tag 't') for something else than handler mean");
        assertThat(catchThrowable(() -> pair.zero.in().read()))
            .isInstanceOf(WrongSessionException.class);
      } else {
        assertThat(pair.one.in().read()).isEqualTo(7);
        assertThat(pair.zero.in().read()).isEqualTo(8);
      }
    }
  }

  /** Two users may share a CA for what their parties say to each other. */
  @ParameterizedTest
  @CsvSource({"user1, user2, true", "user1, user1, false", "'', user2, false"})
  void usersThatAreKnownHaveToAgree(String own, String peers, boolean differ) throws Exception {
    try (Pair pair = new Pair(ofUser("0", own, "1"), ofUser("1", peers, "0"))) {
      pair.zero.out().write(7);
      if (differ) {
        assertThat(catchThrowable(() -> pair.one.in().read()))
            .isInstanceOf(WrongSessionException.class)
            .hasMessageContaining("a session of another user than " + peers);
      } else {
        assertThat(pair.one.in().read()).isEqualTo(7);
      }
    }
  }

  private Future<PeerConnection> ofUser(String name, String user, String peer) throws Exception {
    PartyCredentials party =
        PartyCredentials.fromPem(
            world.pems(
                world.relayCa.issue(
                    user.isEmpty() ? Wanted.party(name, "u").ofNoUser() : Wanted.party(name, user)),
                world.userCa.issue(Wanted.party(name, "u"))));
    FrelayClient client = TestWorld.client(party, relay.address(), FrelayClient.builder());
    return threads.async(() -> client.connect(peer, "t", LONG));
  }

  /** A session that stands is not lost by it: it waits for a connection that is its own. */
  @Test
  void aSessionThatIsOnlyJoinedWithOthersSaysSoInTheEnd() throws Exception {
    FrelayClient.Builder impatient =
        FrelayClient.builder()
            .resumption(Resumption.DEFAULTS.withReconnectTimeout(Duration.ofSeconds(4)));
    List<PeerConnection> ends = new ArrayList<>();
    for (String tag : List.of("salaries", "cafeteria")) {
      Future<PeerConnection> zero = connecting("0", tag, impatient);
      PeerConnection one = TestRelay.get(connecting("1", tag, impatient));
      PeerConnection other = TestRelay.get(zero);
      ends.addAll(List.of(one, other));
      one.out().write(1);
      other.out().write(2);
      assertThat(other.in().read()).isEqualTo(1);
      assertThat(one.in().read()).isEqualTo(2);
      // Else each would look for the other at the first tag at once, and this relay could join the
      // two rightly by two different tags.
      one.awaitConfirmation();
      other.awaitConfirmation();
    }
    relay.swap(true);
    relay.cut();
    int told = 0;
    for (PeerConnection each : ends) {
      Throwable failure = catchThrowable(() -> each.in().read());
      assertThat(failure).isInstanceOf(SessionLostException.class);
      told += failure.getCause() instanceof WrongSessionException ? 1 : 0;
      each.abort();
    }
    assertThat(told).as("how many were joined with others").isPositive();
  }

  /** The binding is not part of the stream. */
  @Test
  void nothingIsWrittenIntoTheStream() throws Exception {
    try (Pair pair =
        new Pair(connecting("0", "t", framing("raw")), connecting("1", "t", framing("raw")))) {
      pair.one.messages().send("hello".getBytes(UTF_8));
      pair.one.shutdownOutput();
      assertThat(pair.zero.in().readAllBytes()).isEqualTo("\0\0\0\5hello".getBytes(UTF_8));
      pair.zero.shutdownOutput();
      assertThat(pair.one.in().read()).isEqualTo(-1);
      assertThat(pair.one.facts().endToEnd().applicationProtocol()).isEmpty();
    }
  }
}
