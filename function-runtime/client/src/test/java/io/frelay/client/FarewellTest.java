package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.session.Frame;
import io.frelay.client.session.SessionState;
import io.frelay.client.session.SessionState.Greeting;
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

/** How a session ends whose last words may be lost. The test is party 0. */
@Timeout(60)
class FarewellTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SessionState zero = new SessionState(1 << 20);
  private TestWorld world;
  private PairingRelay relay;
  private PeerConnection one;
  private Link link;

  @BeforeEach
  void meet() throws Exception {
    world = new TestWorld();
    relay = new PairingRelay(world);
    Future<PeerConnection> other =
        threads.submit(
            () -> new FrelayClient(relay.address(), world.party("1")).connect("0", "t", LONG));
    link = connect("t");
    one = other.get(30, TimeUnit.SECONDS);
    zero.greeted(link.next());
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    link.cut();
    one.abort();
    relay.close();
  }

  private Link connect(String tag) throws Exception {
    Rendezvous place = relay.place("0", "1", ClientOptions.DEFAULTS);
    Link connected = new Link(place.at(Turn.free(), tag, LONG, LONG));
    connected.send(zero.greet());
    return connected;
  }

  /** Party 1 reads it to its end. */
  private void sendAll() throws IOException {
    zero.written(3);
    link.send(new byte[] {1, 2, 3}, 0, 3);
    zero.transmitted(3);
    zero.endOutput();
    link.send(zero.endToTransmit().orElseThrow());
    assertThat(one.in().readAllBytes()).containsExactly(1, 2, 3);
  }

  private void hearEnd() throws IOException {
    Frame frame = link.next();
    while (!(frame instanceof Frame.End)) {
      frame = link.next(); // a confirmation, which we take no notice of
    }
    zero.ended((Frame.End) frame);
    link.send(zero.ack().orElseThrow());
  }

  private void hearFarewell() throws IOException {
    while (link.next() != null) {
      // as above
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoHasLeftConfirmsOnceMoreToAPeerThatHasNotHeardIt(boolean afterwards) throws Exception {
    sendAll();
    Future<?> closing = threads.submit(() -> one.close());
    hearEnd();
    hearFarewell();
    link.cut(); // as if nothing of it had come
    if (afterwards) {
      closing.get(30, TimeUnit.SECONDS);
    }
    link = connect(zero.resumeTag());
    assertThat(zero.greeted(link.next())).isEqualTo(Greeting.OURS);
    zero.acked((Frame.Ack) link.next());
    assertThat(zero.isAllConfirmed()).isTrue();
    hearFarewell();
    link.end(Deadline.in(LONG));
    closing.get(30, TimeUnit.SECONDS);
  }

  /** So that the peer need not stay. */
  @Test
  void whoHearsThatThePeerHasLeftLeavesTooThoughItsApplicationIsIdle() throws Exception {
    sendAll();
    one.finish();
    hearEnd();
    link.leave(Deadline.in(LONG));
    hearFarewell();
  }
}
