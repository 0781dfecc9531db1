package io.frelay.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.Resumption;
import io.frelay.client.TestWorld;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.ReconnectPermit;
import io.frelay.client.internal.dial.RelayConnector;
import io.frelay.client.internal.session.ClockReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Behaviour of a process that stood still, before its application has the stream again. */
@Timeout(60)
class ThawTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HandParty peer = new HandParty();

  /** Session whose own thread never runs: frozen. */
  private final SessionShell session =
      new SessionShell("1", Resumption.DEFAULTS, new SessionRuntime(), false);

  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);

  @BeforeEach
  void meet() throws Exception {
    Future<EstablishedConnection> other =
        threads.submit(() -> place("1", "0").at(ReconnectPermit.free(), "t", LONG, LONG));
    session
        .connection()
        .begin(new SessionConnection(place("0", "1").at(ReconnectPermit.free(), "t", LONG, LONG)));
    peer.connect(other.get(30, TimeUnit.SECONDS));
    peer.hear();
    peer.write(1);
    session.application().read(ByteBuffer.allocate(1), Deadline.in(LONG));
  }

  @AfterEach
  void part() throws Exception {
    session.cutOff(null);
    threads.shutdownNow();
    relay.close();
  }

  private RelayConnector place(String self, String other) throws Exception {
    return relay.place(self, other, FrelayClient.builder());
  }

  @Test
  void nothingIsWrittenBeforeThePeerHasShownThatItIsThere() throws Exception {
    ClockReading frozen = ClockReading.now();
    while (ClockReading.now().since(frozen).compareTo(Duration.ofSeconds(4)) < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    Thread writer = new Thread(this::write);
    writer.start();
    while (!peer.engine.hasOutput()) {
      peer.hear(); // up to the question
    }
    while (writer.isAlive() && !isReading(writer)) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(writer.isAlive()).as("it waits").isTrue();
    assertThat(peer.engine.counts().received()).isZero();
    peer.send();
    while (peer.engine.counts().received() == 0) {
      peer.hear();
    }
    writer.join();
  }

  private void write() {
    try {
      session.application().write(ByteBuffer.wrap(new byte[] {1}));
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static boolean isReading(Thread thread) {
    return List.of(thread.getStackTrace()).stream()
        .anyMatch(frame -> frame.getMethodName().equals("awaitPeer"));
  }
}
