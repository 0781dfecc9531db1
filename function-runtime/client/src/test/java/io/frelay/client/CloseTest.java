package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** End of a connection, seen from both ends; over a direct one, which is the same code. */
@Timeout(60)
class CloseTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final int MUCH = 4 << 20;

  @AutoClose private TestRelay threads;

  @AutoClose("abort")
  private PeerConnection zero;

  @AutoClose("abort")
  private PeerConnection one;

  @BeforeEach
  void connect() throws Exception {
    TestWorld world = new TestWorld();
    threads = new TestRelay(world);
    try (DirectListener listener =
        new DirectListener(new RelayAddress("127.0.0.1", 0), world.party("0"))) {
      Future<PeerConnection> accepting = threads.async(() -> listener.accept("1", LONG));
      RelayAddress target = new RelayAddress("127.0.0.1", listener.port());
      one = DirectConnection.connect(target, world.party("1"), "0", LONG);
      zero = TestRelay.get(accepting);
    }
  }

  @Test
  void closeLosesNothingWrittenThoughThePeersDataIsUnread() throws Exception {
    int moreThanBuffered = 8 * MUCH; // a reset loses what is still on the sender's side
    one.out().write(new byte[MUCH / 64]); // never read: closing on it would send a reset
    Future<Void> closing =
        threads.async(
            () -> {
              zero.out().write(new byte[moreThanBuffered]);
              zero.close();
              return null;
            });
    assertThat(one.in().readAllBytes()).hasSize(moreThanBuffered);
    one.close();
    TestRelay.get(closing);
  }

  @Test
  void bothDirectionsEndByThemselves() throws Exception {
    zero.shutdownOutput();
    assertThat(one.in().read()).isEqualTo(-1);
    Future<Void> writing =
        threads.async(
            () -> {
              one.out().write(new byte[MUCH]);
              one.shutdownOutput();
              return null;
            });
    assertThat(zero.in().readAllBytes()).hasSize(MUCH);
    TestRelay.get(writing);
  }

  @Test
  void bulkFlowsBothWaysAtOnce() throws Exception {
    Future<Void> there = threads.async(() -> write(zero));
    Future<Void> back = threads.async(() -> write(one));
    Future<byte[]> read = threads.async(() -> zero.in().readAllBytes());
    assertThat(one.in().readAllBytes()).hasSize(MUCH);
    assertThat(TestRelay.get(read)).hasSize(MUCH);
    TestRelay.get(there);
    TestRelay.get(back);
  }

  private static Void write(PeerConnection connection) throws IOException {
    connection.out().write(new byte[MUCH]);
    connection.shutdownOutput();
    return null;
  }

  @Test
  void abortReleasesABlockedReaderAndThePeerSeesNoCleanEnd() throws Exception {
    Future<Throwable> reading = threads.async(() -> catchThrowable(() -> zero.in().read()));
    zero.abort();
    assertThat(TestRelay.get(reading)).hasMessageContaining("closed here");
    assertThatThrownBy(() -> one.in().read()).isInstanceOf(TruncatedStreamException.class);
  }

  @Test
  void closeReleasesABlockedReaderThoughThePeerStaysSilent() throws Exception {
    Future<Throwable> reading = threads.async(() -> catchThrowable(() -> zero.in().read()));
    zero.close();
    zero.close();
    assertThat(TestRelay.get(reading)).hasMessageContaining("closed here");
    assertThat(one.in().read()).isEqualTo(-1);
  }

  @Test
  void closeReleasesABlockedWriter() throws Exception {
    Future<Throwable> writing =
        threads.async(() -> catchThrowable(() -> zero.out().write(new byte[16 * MUCH])));
    assertThat(one.in().read()).isZero(); // the writer is at it, and nobody reads any further
    zero.close();
    assertThat(TestRelay.get(writing)).isInstanceOf(IOException.class);
  }

  @Test
  void aMessageCutShortIsNoMessage() throws Exception {
    zero.out().write(new byte[] {0, 0, 0, 9, 1, 2});
    zero.shutdownOutput();
    assertThatThrownBy(() -> one.messages().receive())
        .isInstanceOf(TruncatedStreamException.class)
        .hasMessageContaining("inside a message");
  }

  @Test
  void aMessageTooLongIsRefusedOnBothSides() throws Exception {
    assertThatThrownBy(() -> zero.messages(3).send(new byte[4]))
        .isInstanceOf(IllegalArgumentException.class);
    zero.messages().send(new byte[4]);
    assertThatThrownBy(() -> one.messages(3).receive()).hasMessageContaining("4 bytes");
    one.out().write(new byte[] {-1, -1, -1, -1});
    assertThatThrownBy(() -> zero.messages().receive()).hasMessageContaining("4294967295 bytes");
  }

  @Test
  void messagesEndCleanly() throws Exception {
    zero.messages().send(new byte[] {1});
    zero.out().close();
    assertThat(one.messages().receive()).isPresent();
    assertThat(one.messages().receive()).isEmpty();
  }
}
