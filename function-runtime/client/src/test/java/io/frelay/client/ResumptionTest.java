package io.frelay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session outlives its connections. */
@Timeout(60)
class ResumptionTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final int MANY = 20_000_000;

  @AutoClose("shutdownNow")
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final TestWorld world = new TestWorld();
  @AutoClose private final PairingRelay relay = new PairingRelay(world);

  private record Pair(PeerConnection zero, PeerConnection one) {}

  private Pair meet(Resumption resumption) throws Exception {
    Future<PeerConnection> other = threads.submit(() -> connect("1", "0", resumption));
    return new Pair(connect("0", "1", resumption), get(other));
  }

  private PeerConnection connect(String self, String peer, Resumption resumption) throws Exception {
    FrelayClient.Builder options = FrelayClient.builder().resumption(resumption);
    return world.client(self, relay.address(), options).connect(peer, "t", LONG);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(40, TimeUnit.SECONDS);
  }

  private static byte byteAt(long seed, int position) {
    return (byte) (((position * 31) >> 3) ^ seed);
  }

  private static Void write(OutputStream out, long seed, int count) throws IOException {
    Random random = new Random(seed);
    byte[] piece = new byte[1 + random.nextInt(100_000)];
    int left = count;
    while (left > 0) {
      int length = Math.min(left, 1 + random.nextInt(piece.length));
      for (int i = 0; i < length; i++) {
        piece[i] = byteAt(seed, count - left + i);
      }
      out.write(piece, 0, length);
      left -= length;
    }
    return null;
  }

  private static int read(InputStream in, long seed, int count) throws IOException {
    byte[] piece = new byte[50_000];
    int at = 0;
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      for (int i = 0; i < n; i++) {
        if (piece[i] != byteAt(seed, at + i)) {
          throw new IOException("a wrong byte at " + (at + i));
        }
      }
      at += n;
    }
    assertThat(at).isEqualTo(count);
    return at;
  }

  @Test
  void bothStreamsGoOnWhenAllConnectionsAreCut() throws Exception {
    Pair pair = meet(Resumption.DEFAULTS);
    try (PeerConnection zero = pair.zero();
        PeerConnection one = pair.one()) {
      Future<Void> up = threads.submit(() -> writeAll(zero, 1));
      Future<Void> down = threads.submit(() -> writeAll(one, 2));
      Future<Integer> upped = threads.submit(() -> read(one.in(), 1, MANY));
      Future<Integer> downed = threads.submit(() -> read(zero.in(), 2, MANY));
      int cuts = 0;
      while (!upped.isDone() || !downed.isDone()) {
        int joined = relay.sessions();
        long moved = zero.counts().orElseThrow().received();
        relay.cut();
        cuts++;
        while ((relay.sessions() == joined || zero.counts().orElseThrow().received() <= moved)
            && !(upped.isDone() && downed.isDone())) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      get(up);
      get(down);
      assertThat(get(upped)).isEqualTo(MANY);
      assertThat(get(downed)).isEqualTo(MANY);
      assertThat(cuts).isGreaterThan(2);
      assertThat(zero.counts().orElseThrow().resumptions()).isPositive();
    }
  }

  /** A socket is closed when a thread that is interrupted writes to it: the peer hears nothing. */
  @Test
  void whoIsInterruptedTellsThePeerThatItBreaksOff() throws Exception {
    Pair pair = meet(Resumption.DEFAULTS);
    try (PeerConnection zero = pair.zero();
        PeerConnection one = pair.one()) {
      Future<Boolean> wrote =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                zero.out().write(1);
                return Thread.interrupted();
              });
      assertThatThrownBy(() -> one.in().readAllBytes())
          .isInstanceOf(SessionLostException.class)
          .hasMessageContaining("party 0 broke the session off");
      assertThat(get(wrote)).isTrue();
    }
  }

  private static Void writeAll(PeerConnection connection, long seed) throws IOException {
    write(connection.out(), seed, MANY);
    connection.shutdownOutput();
    return null;
  }

  @Test
  void whatWasWrittenBeforeCloseArrivesThoughTheConnectionIsCut() throws Exception {
    Pair pair = meet(Resumption.DEFAULTS);
    relay.cut();
    Future<Void> written =
        threads.submit(
            () -> {
              try (PeerConnection zero = pair.zero()) {
                write(zero.out(), 3, 100_000);
              }
              return null;
            });
    try (PeerConnection one = pair.one()) {
      assertThat(read(one.in(), 3, 100_000)).isEqualTo(100_000);
    }
    get(written);
  }

  @Test
  void aReadThatIsTooLateCanBeRepeated() throws Exception {
    Pair pair = meet(Resumption.DEFAULTS);
    try (PeerConnection zero = pair.zero();
        PeerConnection one = pair.one()) {
      zero.readTimeout(Duration.ofMillis(20));
      assertThatThrownBy(() -> zero.in().read()).isInstanceOf(SocketTimeoutException.class);
      zero.readTimeout(Duration.ZERO);
      one.out().write("x".getBytes(UTF_8));
      assertThat(zero.in().read()).isEqualTo('x');
      one.shutdownOutput();
      assertThat(zero.in().read()).isEqualTo(-1);
      zero.out().write('y');
      assertThat(one.in().read()).isEqualTo('y');
    }
  }

  @Test
  void aPeerThatNeverComesBackIsGivenUpWithWhatItHadConfirmed() throws Exception {
    Resumption impatient = Resumption.DEFAULTS.withReconnectTimeout(Duration.ofMillis(900));
    Pair pair = meet(impatient);
    PeerConnection zero = pair.zero();
    zero.out().write(new byte[10]);
    assertThat(pair.one().in().readNBytes(4)).hasSize(4);
    relay.close();
    assertThatThrownBy(() -> zero.in().read())
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining("party 1 did not come back within 0.9 s")
        .hasMessageContaining("of 10 bytes");
    assertThatThrownBy(() -> pair.one().in().readNBytes(7))
        .isInstanceOf(SessionLostException.class);
    zero.close();
    pair.one().close();
  }

  @Test
  void aPeerThatBreaksOffIsNotWaitedFor() throws Exception {
    Pair pair = meet(Resumption.DEFAULTS);
    pair.one().abort();
    assertThatThrownBy(() -> pair.zero().in().read())
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining("party 1 broke the session off");
    assertThatThrownBy(() -> pair.one().in().read()).hasMessageContaining("was closed here");
    pair.zero().close();
  }

  @Test
  void aPeerWithoutIsServedRaw() throws Exception {
    Future<PeerConnection> other =
        threads.submit(
            () ->
                world
                    .client("1", relay.address(), FrelayClient.builder().withoutResumption())
                    .connect("0", "t", LONG));
    try (PeerConnection zero = connect("0", "1", Resumption.DEFAULTS);
        PeerConnection one = get(other)) {
      assertThat(zero.counts()).isEmpty();
      zero.out().write(7);
      assertThat(one.in().read()).isEqualTo(7);
      zero.shutdownOutput();
      assertThat(one.in().read()).isEqualTo(-1);
    }
  }
}
