package io.frelay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several streams over one session, between two clients. */
@Timeout(60)
class NamedStreamsTest {
  private static final int WINDOW = 1 << 20;
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final TestWorld world = new TestWorld();
  @AutoClose private static final PairingRelay relay = new PairingRelay(world);

  @AutoClose("shutdownNow")
  private static final ExecutorService threads = Executors.newCachedThreadPool();

  @AutoClose("abort")
  private PeerConnection zero;

  @AutoClose("abort")
  private PeerConnection one;

  @BeforeEach
  void meet() throws Exception {
    meet(FrelayClient.builder());
  }

  private void meet(FrelayClient.Builder options) throws Exception {
    Future<PeerConnection> other = threads.submit(() -> connect("1", "0", options));
    zero = connect("0", "1", options);
    one = get(other);
  }

  private static PeerConnection connect(String self, String peer, FrelayClient.Builder options)
      throws Exception {
    return world
        .client(self, relay.address(), options.copy().preparedConnections(0))
        .connect(peer, "t", LONG);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(40, TimeUnit.SECONDS);
  }

  private static byte[] bytes(int seed, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (((i * 31) >> 3) ^ seed);
    }
    return bytes;
  }

  private static Callable<Void> writing(NamedStream to, byte[] all) {
    return () -> {
      to.out().write(all);
      to.shutdownOutput();
      return null;
    };
  }

  @Test
  void theSameNameIsTheSameStreamAtBothEnds() throws Exception {
    zero.stream("a").messages().send("to a".getBytes(UTF_8));
    zero.stream("b").messages().send("to b".getBytes(UTF_8));
    assertThat(one.stream("b").messages().receive()).contains("to b".getBytes(UTF_8));
    assertThat(one.stream("a").messages().receive()).contains("to a".getBytes(UTF_8));
    one.stream("a").messages().send("back".getBytes(UTF_8));
    assertThat(zero.stream("a").messages().receive()).contains("back".getBytes(UTF_8));
  }

  @Test
  void oneThatNobodyReadsHoldsUpNoOther() throws Exception {
    byte[] all = bytes(1, 3 * WINDOW);
    Future<Void> unread = threads.submit(writing(zero.stream("unread"), all));
    Messages here = zero.stream("read").messages();
    Messages there = one.stream("read").messages();
    for (int i = 0; i < 100; i++) {
      here.send(bytes(i, 40_000));
      assertThat(there.receive()).contains(bytes(i, 40_000));
      there.send(new byte[] {(byte) i});
      assertThat(here.receive()).contains(new byte[] {(byte) i});
    }
    assertThat(unread.isDone()).isFalse();
    NamedStream late = one.stream("unread");
    assertThat(late.in().readNBytes(WINDOW / 4)).isEqualTo(Arrays.copyOf(all, WINDOW / 4));
    byte[] rest = late.in().readAllBytes();
    assertThat(rest).isEqualTo(Arrays.copyOfRange(all, WINDOW / 4, all.length));
    get(unread);
  }

  @Test
  void allGoOnWhenTheirConnectionIsLost() throws Exception {
    List<Future<Void>> written = new ArrayList<>();
    List<Future<byte[]>> read = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      NamedStream here = zero.stream("s" + i);
      NamedStream there = one.stream("s" + i);
      written.add(threads.submit(writing(here, bytes(i, 2 * WINDOW))));
      written.add(threads.submit(writing(there, bytes(-i, 2 * WINDOW))));
      read.add(threads.submit(() -> there.in().readAllBytes()));
      read.add(threads.submit(() -> here.in().readAllBytes()));
    }
    for (int i = 0; i < 3; i++) {
      int joined = relay.sessions();
      relay.cut();
      while (relay.sessions() == joined && read.stream().anyMatch(each -> !each.isDone())) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    for (int i = 0; i < 4; i++) {
      assertThat(get(read.get(2 * i))).isEqualTo(bytes(i, 2 * WINDOW));
      assertThat(get(read.get(2 * i + 1))).isEqualTo(bytes(-i, 2 * WINDOW));
      get(written.get(2 * i));
      get(written.get(2 * i + 1));
    }
    assertThat(zero.counts().orElseThrow().resumptions()).isPositive();
  }

  @Test
  void eachDirectionEndsByItself() throws Exception {
    NamedStream here = zero.stream("x");
    NamedStream there = one.stream("x");
    here.shutdownOutput();
    assertThat(there.in().read()).isEqualTo(-1);
    there.messages().send(new byte[] {1});
    assertThat(here.messages().receive()).contains(new byte[] {1});
    assertThatThrownBy(() -> here.out().write(1)).hasMessageContaining("already ended");
    there.out().close();
    assertThat(here.in().read()).isEqualTo(-1);
    // And the name is free for another stream.
    there.close();
    zero.stream("x").out().write(7);
    assertThat(one.stream("x").in().read()).isEqualTo(7);
  }

  @Test
  void whoWritesToAClosedOneFailsAndTheOthersGoOn() throws Exception {
    NamedStream here = zero.stream("x");
    Future<Void> writing = threads.submit(writing(here, bytes(1, 3 * WINDOW)));
    NamedStream there = one.stream("x");
    assertThat(there.in().read()).isEqualTo(bytes(1, 1)[0]);
    there.close();
    assertThatThrownBy(() -> get(writing))
        .hasRootCauseInstanceOf(IOException.class)
        .hasMessageContaining("party 1 has closed stream \"x\"");
    assertThat(here.in().read()).isEqualTo(-1);
    assertThatThrownBy(() -> there.in().read()).hasMessageContaining("was closed here");
    zero.stream("y").out().write(7);
    assertThat(one.stream("y").in().read()).isEqualTo(7);
  }

  @Test
  void oneThatIsBrokenOffHasNoCleanEnd() throws Exception {
    NamedStream here = zero.stream("x");
    here.out().write(5);
    here.abort();
    NamedStream there = one.stream("x");
    assertThat(there.in().read()).isEqualTo(5);
    assertThatThrownBy(() -> there.in().read()).isInstanceOf(TruncatedStreamException.class);
  }

  @Test
  void whatWasWrittenOutlivesTheSession() throws Exception {
    NamedStream here = zero.stream("x");
    here.out().write(bytes(1, 10_000)); // nobody has asked for it
    zero.stream("waits").out().write(1);
    assertThat(one.stream("waits").in().read()).isEqualTo(1);
    Future<?> closing = threads.submit(zero::close);
    assertThat(one.stream("x").in().readAllBytes()).isEqualTo(bytes(1, 10_000));
    assertThat(one.stream("waits").in().read()).isEqualTo(-1);
    assertThatThrownBy(() -> one.stream("never").in().read())
        .isInstanceOf(TruncatedStreamException.class)
        .hasMessageContaining("party 0 has ended the session");
    one.close();
    get(closing);
    assertThatThrownBy(() -> here.in().read()).isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void aSessionThatBreaksEndsAllWithItsReason() throws Exception {
    NamedStream x = zero.stream("x");
    Future<Integer> reading = threads.submit(() -> x.in().read());
    one.stream("y").out().write(1);
    assertThat(zero.stream("y").in().read()).isEqualTo(1);
    one.abort();
    assertThatThrownBy(() -> get(reading)).hasRootCauseInstanceOf(SessionLostException.class);
    assertThatThrownBy(() -> zero.stream("z")).isInstanceOf(SessionLostException.class);
    assertThat(zero.failure()).containsInstanceOf(SessionLostException.class);
  }

  @Test
  void bothFindOutThatOneProgramUsesNone() throws Exception {
    zero.stream("x").out().write(1);
    assertThatThrownBy(() -> one.in().readAllBytes())
        .hasMessage("party 0 uses named streams, and this program the session's own stream");
    assertThatThrownBy(() -> one.stream("x")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> zero.out().write(1)).isInstanceOf(IllegalStateException.class);
    one.out().write(1);
    assertThatThrownBy(() -> zero.stream("x").in().read())
        .hasMessageContaining("its program uses the plain stream of the session");
    assertThatThrownBy(() -> one.out().write(bytes(1, 9 * WINDOW)))
        .isInstanceOf(SessionLostException.class);
  }

  /** The peer's frames are written by hand, over the session's own stream. */
  @ParameterizedTest
  @CsvSource({
    "a million names,            0000000600004000, 1000000, number 0 opened twice",
    "data beyond the window,     01014000,         2,       more data than fits the window",
    "frames without anything,    01000000,         1,       a frame of type 1 and 0 bytes",
    "data for what is not open,  0105000141,       1,       number 5 is not open",
    "half a character,           0000000500004000c3, 1,     a name that is not UTF-8",
  })
  void aPeerThatBreaksTheRulesIsToldApart(String what, String frame, int times, String fault)
      throws Exception {
    NamedStream waits = zero.stream("s");
    Future<Integer> reading = threads.submit(() -> waits.in().read());
    one.out().write(HexFormat.of().parseHex("ff6672656c61792d73747265616d732f31"));
    one.out().write(HexFormat.of().parseHex("000000050010000073")); // "s"
    one.out().write(HexFormat.of().parseHex("000100050010000075")); // "u", unasked
    Future<Void> attacking = threads.submit(() -> attack(HexFormat.of().parseHex(frame), times));
    assertThatThrownBy(() -> get(reading)).as(what).hasMessageContaining(fault);
    assertThat(zero.failure().orElseThrow()).hasMessageContaining(fault);
    one.abort();
    attacking.cancel(true);
  }

  private Void attack(byte[] frame, int times) throws IOException {
    boolean opens = frame[0] == 0 && frame.length == 8;
    for (int i = 0; i < times; i++) {
      byte[] whole = opens ? Arrays.copyOf(frame, 10) : frame;
      if (opens) { // another number and another name each time
        whole[1] = (byte) (i % 64);
        whole[8] = (byte) ('!' + (i % 90));
        whole[9] = (byte) ('!' + (i / 90 % 90));
      }
      one.out().write(whole);
      if (frame[0] == 1 && frame.length == 4) {
        one.out().write(new byte[(frame[2] & 0xff) << 8]);
      }
    }
    return null;
  }

  @Test
  void aPeerThatDoesNotKnowThemGetsNone() throws Exception {
    zero.abort();
    one.abort();
    meet(FrelayClient.builder().withoutResumption());
    assertThatThrownBy(() -> zero.stream("x"))
        .hasMessageContaining("party 1 does not know named streams");
    zero.out().write(3);
    assertThat(one.in().read()).isEqualTo(3);
  }

  @Test
  void aReadIsBounded() throws Exception {
    zero.stream("x").readTimeout(Duration.ofMillis(10)); // of another object
    NamedStream here = zero.stream("x");
    here.readTimeout(Duration.ofMillis(10));
    assertThatThrownBy(() -> here.in().read()).isInstanceOf(SocketTimeoutException.class);
    one.stream("x").out().write(9);
    zero.readDeadline(Deadline.in(LONG));
    assertThat(zero.stream("x").in().read()).isEqualTo(9);
    zero.readTimeout(Duration.ofMillis(10));
    assertThatThrownBy(() -> zero.stream("y").in().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void namesAndNumberAreBounded() throws Exception {
    assertThatThrownBy(() -> zero.stream("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> zero.stream("x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
    for (int i = 0; i < 64; i++) {
      zero.stream("s" + i).close();
    }
    assertThatThrownBy(() -> zero.stream("s64")).isInstanceOf(IllegalStateException.class);
    one.stream("s7").close();
    one.stream("free").out().write(1);
    while (true) { // until its word on s7 is here
      try {
        assertThat(zero.stream("free").in().read()).isEqualTo(1);
        return;
      } catch (IllegalStateException e) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }
}
