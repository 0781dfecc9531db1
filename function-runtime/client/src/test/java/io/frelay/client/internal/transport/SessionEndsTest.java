package io.frelay.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.ClientRuntime;
import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerRestartedException;
import io.frelay.client.RelayAddress;
import io.frelay.client.Resumption;
import io.frelay.client.SessionLostException;
import io.frelay.client.TestWorld;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.ReconnectPermit;
import io.frelay.client.internal.dial.RelayConnector;
import io.frelay.client.internal.session.Frame;
import io.frelay.client.internal.session.Nonce;
import io.frelay.client.internal.session.Output;
import io.frelay.client.internal.session.SessionEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever ends a session tells the peer, which otherwise would wait for all of its patience: longer
 * than these tests do. And who begins one does not get into another's way.
 */
@Timeout(60)
class SessionEndsTest {
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final Resumption PATIENT =
      Resumption.DEFAULTS.withReconnectTimeout(Duration.ofMinutes(10));

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ClientRuntime processOfZero = new ClientRuntime();
  private final ClientRuntime processOfOne = new ClientRuntime();
  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);
  private PeerConnection zero;
  private PeerConnection one;

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    for (PeerConnection each : new PeerConnection[] {zero, one}) {
      if (each != null) {
        each.abort();
      }
    }
    relay.close();
  }

  private RelayConnector place(String self, String peer) throws Exception {
    return relay.place(self, peer, FrelayClient.builder().resumption(PATIENT));
  }

  private PeerConnection connect(String self, String peer) throws Exception {
    return world
        .client(
            self,
            relay.address(),
            FrelayClient.builder()
                .resumption(PATIENT)
                .runtime(self.equals("1") ? processOfOne : processOfZero))
        .connect(peer, "t", LONG);
  }

  private void meet() throws Exception {
    Future<PeerConnection> other = threads.submit(() -> connect("1", "0"));
    zero = connect("0", "1");
    one = get(other);
  }

  /** Both have been heard, so that their own threads are at rest or read. */
  private void meetAndTalk() throws Exception {
    meet();
    zero.out().write(1);
    one.out().write(1);
    zero.in().read();
    one.in().read();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  /** Waits until the own thread of {@code zero} reads, as it does once the own stream is ended. */
  private void finishAndAwaitReader() throws Exception {
    zero.shutdownOutput();
    while (threadsThatRead() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long threadsThatRead() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().equals("frelay-session-1"))
        .flatMap(each -> List.of(each.getValue()).stream())
        .filter(frame -> frame.getMethodName().equals("receive"))
        .count();
  }

  private Throwable howItEndsForThePeer() throws Exception {
    Future<Throwable> failure =
        threads.submit(
            () -> {
              try {
                while (one.in().read() >= 0) {
                  // until the end
                }
                while (true) {
                  one.out().write(new byte[100]); // nobody takes it: it ends when the peer says so
                }
              } catch (IOException e) {
                return e;
              }
            });
    return get(failure);
  }

  @Test
  void aPeerIsToldThoughOurOwnThreadReads() throws Exception {
    meetAndTalk();
    finishAndAwaitReader();
    zero.abort();
    assertThat(howItEndsForThePeer())
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining("party 0 broke the session off");
  }

  @Test
  void aPeerThatIsClosedThoughOurOwnThreadReadsSeesAnEnd() throws Exception {
    meetAndTalk();
    finishAndAwaitReader();
    zero.close();
    assertThat(howItEndsForThePeer()).hasMessageContaining("party 0 has closed the session");
  }

  @Test
  void anInterruptedThreadTellsThePeerToo() throws Exception {
    meetAndTalk();
    Thread closing =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              zero.close();
            });
    closing.start();
    closing.join();
    assertThat(howItEndsForThePeer()).hasMessageContaining("party 0 broke the session off");
  }

  @Test
  void whatExitsTellsThePeersOfAllItsSessions() throws Exception {
    HandParty stranger = meetByHand();
    stranger.hear();
    processOfOne.abortAll();
    assertThatThrownBy(() -> one.in().read()).hasMessageContaining("was closed here");
    assertThat(stranger.hearEnd()).isEqualTo(SessionEnd.ABORTED_BY_PEER);
    stranger.cut();
  }

  /** However many relays there are, it is looked for where it began before patience ends. */
  @Test
  void aPeerThatWasRestartedIsFoundOverSeveralRelays() throws Exception {
    try (PairingRelay second = new PairingRelay(world)) {
      List<RelayAddress> relays = List.of(relay.address(), second.address());
      FrelayClient.Builder options =
          FrelayClient.builder().resumption(PATIENT.withReconnectTimeout(Duration.ofSeconds(14)));
      Future<PeerConnection> other =
          threads.submit(
              () ->
                  options
                      .copy()
                      .relays(relays)
                      .credentials(world.party("1"))
                      .build()
                      .connect("0", "t", LONG));
      HandParty lost = new HandParty();
      begin(lost);
      one = get(other);
      lost.cut();
      Future<PeerConnection> anew =
          threads.submit(
              () ->
                  options
                      .copy()
                      .relays(relays)
                      .credentials(world.party("0"))
                      .build()
                      .connect("1", "t", LONG));
      assertThatThrownBy(() -> one.in().read()).isInstanceOf(PeerRestartedException.class);
      get(anew).abort();
    }
  }

  /** It has ended the connection in good order, but not its stream. */
  @Test
  void aStreamThatItsPeerLeavesWithoutAnEndIsCutShort() throws Exception {
    HandParty stranger = meetByHand();
    stranger.write(1, 2);
    assertThat(one.in().readNBytes(2)).containsExactly(1, 2);
    Future<Throwable> ending = threads.submit(() -> catchThrowable(() -> one.in().read()));
    stranger.end();
    assertThat(get(ending)).isInstanceOf(TruncatedStreamException.class);
  }

  @Test
  void closingReleasesAThreadThatReads() throws Exception {
    meetAndTalk();
    Future<Integer> reader = threads.submit(() -> zero.in().read());
    zero.close();
    assertThatThrownBy(() -> get(reader))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("was closed here");
  }

  @Test
  void aLostSessionThatHasHeardNothingLeavesItsPlaceToANewCall() throws Exception {
    Future<PeerConnection> first = threads.submit(() -> connect("1", "0"));
    relay.awaitWaiter();
    EstablishedConnection met = place("0", "1").at(ReconnectPermit.free(), "t", LONG, LONG);
    one = get(first);
    Future<PeerConnection> second = threads.submit(() -> connect("1", "0"));
    relay.awaitWaiter();
    // The first session loses its connection, without a word of the peer's.
    new SessionConnection(met)
        .send(Output.of(new Frame.Resume(Nonce.random(), Nonce.random(), 0, 1 << 20)));
    assertThatThrownBy(() -> second.get(3, TimeUnit.SECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class); // it still waits
    zero = connect("0", "1");
    get(second).abort();
  }

  /** Another process of party 1 waits where the session began. */
  @Test
  void aLostSessionThatLooksForItsPeerTakesNobodysPlace() throws Exception {
    HandParty lost = meetByHand();
    lost.write(1);
    assertThat(one.in().read()).isEqualTo(1);
    lost.cut();
    Future<EstablishedConnection> other =
        threads.submit(() -> place("1", "0").at(ReconnectPermit.free(), "t", LONG, LONG));
    while (relay.looks() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
    EstablishedConnection peer = place("0", "1").at(ReconnectPermit.free(), "t", LONG, LONG);
    get(other).tcp().close();
    peer.tcp().close();
  }

  @Test
  void aStreamThatBeginsAnewEndsTheSessionThatHadSomeOfIt() throws Exception {
    HandParty stranger = meetByHand();
    stranger.write(1, 2);
    assertThat(one.in().read()).isEqualTo(1);
    Future<PeerConnection> second = threads.submit(() -> connect("1", "0"));
    relay.awaitWaiter();
    stranger.cut(); // before it has read anything: it can but begin again
    begin(stranger);
    stranger.hear();
    stranger.send();
    zero = get(second);
    assertThat(zero.in().readNBytes(2)).containsExactly(1, 2);
    assertThatThrownBy(() -> one.in().readNBytes(5))
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining("has begun this stream anew");
    stranger.cut();
  }

  /** Its side has not heard of ours, so that its stream comes from the start once more. */
  @Test
  void whatIsHereAlreadyIsDroppedWhereAStreamBeginsAgain() throws Exception {
    HandParty stranger = meetByHand();
    stranger.write(1, 2);
    assertThat(one.in().readNBytes(2)).containsExactly(1, 2);
    stranger.cut();
    begin(stranger);
    stranger.hear();
    stranger.write(3);
    assertThat(one.in().read()).isEqualTo(3);
    stranger.cut();
  }

  /** Party 1 meets a party 0 of which the test does what there is to do. */
  private HandParty meetByHand() throws Exception {
    HandParty stranger = new HandParty();
    Future<PeerConnection> other = threads.submit(() -> connect("1", "0"));
    begin(stranger);
    one = get(other);
    return stranger;
  }

  private void begin(HandParty party) throws Exception {
    party.connect(place("0", "1").at(ReconnectPermit.free(), "t", LONG, LONG));
  }
}
