package io.frelay.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.PeerConnection;
import io.frelay.client.TestWorld;
import io.frelay.client.internal.dial.ReconnectPermit;
import io.frelay.client.internal.session.ClockReading;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** End of a session whose last words may be lost. The test is party 0. */
@Timeout(60)
class GracefulCloseTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HandParty zero = new HandParty();
  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);
  private PeerConnection one;

  @BeforeEach
  void meet() throws Exception {
    Future<PeerConnection> other =
        threads.submit(() -> world.client("1", relay.address()).connect("0", "t", LONG));
    connect("t");
    one = other.get(30, TimeUnit.SECONDS);
    zero.hear();
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    zero.cut();
    one.abort();
    relay.close();
  }

  private void connect(String tag) throws Exception {
    zero.connect(
        relay.place("0", "1", FrelayClient.builder()).at(ReconnectPermit.free(), tag, LONG, LONG));
  }

  /** Party 1 reads it to its end. */
  private void sendAll() throws IOException {
    zero.write(1, 2, 3);
    zero.finish();
    assertThat(one.in().readAllBytes()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoHasLeftConfirmsOnceMoreToAPeerThatHasNotHeardIt(boolean afterwards) throws Exception {
    sendAll();
    Future<?> closing = threads.submit(() -> one.close());
    zero.readToEnd();
    zero.hearFarewell();
    zero.cut(); // as if nothing of it had come
    if (afterwards) {
      closing.get(30, TimeUnit.SECONDS);
    }
    connect(zero.engine.resumeTag().orElseThrow());
    zero.hearFarewell();
    assertThat(zero.engine.isAllConfirmed()).isTrue();
    zero.end();
    closing.get(30, TimeUnit.SECONDS);
  }

  /** So that the peer need not stay. */
  @Test
  void whoHearsThatThePeerHasLeftLeavesTooThoughItsApplicationIsIdle() throws Exception {
    sendAll();
    one.shutdownOutput();
    zero.readToEnd();
    zero.engine.close(ClockReading.now());
    while (!zero.engine.isComplete()) {
      zero.hear();
    }
    zero.send();
    zero.hearFarewell();
  }
}
