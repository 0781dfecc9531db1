package io.frelay.relay.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.relay.session.LateRecordFilter;
import io.frelay.relay.session.Leg;
import io.frelay.relay.session.TestTraffic;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One direction over real sockets; what epoll would report, the test does. */
@Timeout(60)
class FlowTest {
  private static final byte[] HELLO = {22, 3, 1, 0, 5, 1, 0, 0, 1, 7};
  private static final byte[] LATE = {23, 3, 3, 0, 2, 9, 9};

  private final TestTraffic traffic = new TestTraffic();
  private final SpliceLoop loop = new SpliceLoop(PipePool.of(1));
  private SocketPair sender;
  private SocketPair receiver;
  private Flow flow;

  @BeforeEach
  void connect() throws IOException {
    assumeThat(Epoll.isAvailable()).isTrue();
    sender = SocketPair.connect(loop);
    receiver = SocketPair.connect(loop);
    flow = flow(new LateRecordFilter());
  }

  @AfterEach
  void nothingIsKept() throws IOException {
    if (flow != null) {
      flow.release();
      assertThat(traffic.held()).isZero();
      sender.close();
      receiver.close();
    }
  }

  private Flow flow(LateRecordFilter filter) {
    return new Flow(loop, sender.raw(), receiver.raw(), new Leg(null, filter, traffic.traffic()));
  }

  /** As often as epoll would say that there is something, and more often. */
  private void readUntil(BooleanSupplier end) throws IOException {
    while (!end.getAsBoolean()) {
      flow.readable();
      Thread.onSpinWait();
    }
  }

  private void readUntil(long bytes) throws IOException {
    readUntil(() -> traffic.traffic().bytes() >= bytes);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    bytes[0] = HELLO[0];
    return bytes;
  }

  @Test
  void bytesAndThenTheEndPass() throws Exception {
    flow.open();
    sender.party().getOutputStream().write(HELLO);
    readUntil(HELLO.length);
    assertThat(receiver.party().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    sender.party().shutdownOutput();
    readUntil(() -> flow.hasEnded());
    assertThat(receiver.party().getInputStream().read()).isEqualTo(-1);
    assertThat(traffic.traffic().bytes()).isEqualTo(HELLO.length);
  }

  @Test
  void lateRecordsAreDroppedAndCounted() throws Exception {
    flow.open();
    sender.party().getOutputStream().write(LATE);
    sender.party().getOutputStream().write(HELLO);
    readUntil(HELLO.length);
    assertThat(receiver.party().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    assertThat(traffic.traffic().bytes()).isEqualTo(HELLO.length);
    assertThat(traffic.lateRecords()).isEqualTo(1);
  }

  @Test
  void aPieceOfALateRecordIsRawWhenTheInputEnds() throws Exception {
    flow.open();
    byte[] piece = Arrays.copyOf(LATE, LATE.length - 1);
    sender.party().getOutputStream().write(piece);
    readUntil(() -> traffic.held() > 0);
    sender.party().shutdownOutput();
    readUntil(flow::hasEnded);
    assertThat(receiver.party().getInputStream().readAllBytes()).isEqualTo(piece);
    assertThat(traffic.held()).isZero();
  }

  @Test
  void aPartyWithoutLateRecordsLosesNothing() throws Exception {
    flow = flow(LateRecordFilter.none());
    flow.open();
    sender.party().getOutputStream().write(LATE);
    readUntil(LATE.length);
    assertThat(receiver.party().getInputStream().readNBytes(LATE.length)).isEqualTo(LATE);
  }

  @Test
  void tooManyLateRecordsAreTold() throws Exception {
    flow.open();
    byte[] late = new byte[5 + (16 << 10)];
    System.arraycopy(new byte[] {23, 3, 3, 0x40, 0}, 0, late, 0, 5);
    Thread sending = sendLater(late, late, late, late, late);
    readUntil(() -> flow.hasTooManyLateRecords());
    sending.join();
    assertThat(traffic.traffic().bytes()).isZero();
  }

  @Test
  void whatCameBeforeItIsOpenedPassesFirstAndNothingBeforeThen() throws Exception {
    flow.keep(Unpooled.directBuffer().writeBytes(LATE).writeBytes(HELLO));
    sender.party().getOutputStream().write(LATE);
    flow.readable();
    assertThat(traffic.traffic().bytes()).isZero();
    assertThat(traffic.held()).isPositive();
    flow.open();
    readUntil(HELLO.length + LATE.length);
    byte[] received = receiver.party().getInputStream().readNBytes(HELLO.length + LATE.length);
    assertThat(Arrays.copyOf(received, HELLO.length)).isEqualTo(HELLO);
    assertThat(Arrays.copyOfRange(received, HELLO.length, received.length)).isEqualTo(LATE);
  }

  /** By copies at first, through a pipe when more comes at a time; nothing is lost in between. */
  @Test
  void nothingMoreIsReadUntilTheReceiverTakesWhatIsKept() throws Exception {
    byte[] bytes = random(32 << 20);
    flow.open();
    Thread sending = sendLater(bytes);
    readUntil(() -> flow.isHolding());
    long before = traffic.traffic().bytes();
    for (int i = 0; i < 100; i++) {
      flow.readable();
    }
    assertThat(traffic.traffic().bytes()).isEqualTo(before).isLessThan(bytes.length);

    byte[] received = new byte[bytes.length];
    int length = 0;
    while (length < bytes.length) {
      if (flow.isHolding()) {
        flow.writable();
      }
      flow.readable();
      int there = Math.min(receiver.party().getInputStream().available(), bytes.length - length);
      length += receiver.party().getInputStream().readNBytes(received, length, there);
    }
    sending.join();
    assertThat(received).isEqualTo(bytes);
    assertThat(flow.isHolding()).isFalse();
  }

  @Test
  void aResetIsAFailure() throws Exception {
    flow.open();
    sender.party().setSoLinger(true, 0);
    sender.party().close();
    assertThatThrownBy(() -> readUntil(() -> false)).isInstanceOf(IOException.class);
  }

  private Thread sendLater(byte[]... parts) {
    Thread sending =
        new Thread(
            () -> {
              try {
                for (byte[] part : parts) {
                  sender.party().getOutputStream().write(part);
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    sending.start();
    return sending;
  }
}
