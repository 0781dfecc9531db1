package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.session.Frame;
import io.frelay.client.session.SessionState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process that stood still does before its application has the stream again. */
@Timeout(60)
class ThawTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SessionCore core = new SessionCore("1", Resumption.DEFAULTS);
  private final Outflow out = new Outflow(core);
  private final Inflow in = new Inflow(core, out);
  private TestWorld world;
  private PairingRelay relay;
  private Link peer;

  @BeforeEach
  void meet() throws Exception {
    world = new TestWorld();
    relay = new PairingRelay(world);
    Future<Encounter> other =
        threads.submit(() -> place("1", "0").at(Turn.free(), "t", LONG, LONG));
    Link link = new Link(place("0", "1").at(Turn.free(), "t", LONG, LONG));
    peer = new Link(other.get(30, TimeUnit.SECONDS));
    peer.send(new SessionState(1 << 20).greet());
    core.lock.lock();
    try {
      core.setLink(link);
      link.send(core.state.greet());
      in.advance(link, Deadline.in(LONG));
    } finally {
      core.lock.unlock();
    }
    assertThat(peer.next()).isInstanceOf(Frame.Begin.class);
  }

  @AfterEach
  void part() throws Exception {
    core.cutOff(null);
    peer.cut();
    threads.shutdownNow();
    relay.close();
  }

  private Rendezvous place(String self, String other) throws Exception {
    return relay.place(self, other, ClientOptions.DEFAULTS);
  }

  @Test
  void nothingIsWrittenBeforeThePeerHasShownThatItIsThere() throws Exception {
    Keeper keeper = new Keeper(core, in, out, place("0", "1")); // whose thread never runs: frozen
    Moment frozen = Moment.now();
    while (Moment.now().since(frozen).compareTo(Duration.ofSeconds(4)) < 0) {
      Thread.onSpinWait();
    }
    keeper.checkClock();
    Thread writer = new Thread(this::write);
    writer.start();
    Frame asked = peer.next();
    assertThat(asked).isInstanceOf(Frame.Ping.class);
    while (writer.isAlive() && !isReading(writer)) {
      Thread.onSpinWait();
    }
    assertThat(writer.isAlive()).as("it waits").isTrue();
    peer.send(new Frame.Pong(((Frame.Ping) asked).id()));
    assertThat(peer.next()).isInstanceOf(Frame.Data.class);
    writer.join();
  }

  private void write() {
    try {
      out.write(new byte[] {1}, 0, 1, in);
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static boolean isReading(Thread thread) {
    return List.of(thread.getStackTrace()).stream()
        .anyMatch(frame -> frame.getMethodName().equals("advance"));
  }
}
