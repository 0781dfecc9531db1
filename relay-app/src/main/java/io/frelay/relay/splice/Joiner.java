package io.frelay.relay.splice;

import io.frelay.protocol.ClientHello;
import io.frelay.protocol.Ready;
import io.frelay.protocol.Role;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.observe.RelayMeters.Step;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Joins two arrivals. Each step runs on the loop of the connection it touches:
 *
 * <ol>
 *   <li>the waiter stops waiting, unless it has left: then the second one waits in its place;
 *   <li>the TLS server of the two is told so and becomes raw; if it breaks here, the other waits
 *       on;
 *   <li>the TLS client is told so and becomes raw;
 *   <li>the session starts; its first bytes towards a version 1 server are held for a moment.
 * </ol>
 *
 * <p>The server is the second one; but where both speak version 2 and the second one has brought
 * its ClientHello, it is the waiter, which is sent the ClientHello right behind its close_notify.
 * Its answer is held until the other one is raw as well.
 */
public final class Joiner {
  private final RelayConfig config;
  private final RelayMeters meters;
  private final LogLimits limits;
  private final Optional<SpliceLoops> loops;
  private final Consumer<Newcomer> waitAgain;

  /**
   * @param loops where sessions go once they run; without any they stay where they are
   * @param waitAgain takes an arrival whose match came to nothing, on its loop
   */
  public Joiner(
      RelayConfig config,
      RelayMeters meters,
      LogLimits limits,
      Optional<SpliceLoops> loops,
      Consumer<Newcomer> waitAgain) {
    this.loops = loops;
    this.config = config;
    this.meters = meters;
    this.limits = limits;
    this.waitAgain = waitAgain;
  }

  /** Joins two that nobody else can get hold of any more; on the second one's loop. */
  public void join(Arrival waiter, Newcomer second) {
    Match match = new Match(Newcomer.fromWaiting(waiter), second);
    if (!startJoining(second.arrival())) {
      waitAgain(match.waiter());
      return;
    }
    on(
        waiter,
        () -> {
          long waited = waiter.connection().stageNanos();
          if (startJoining(waiter)) {
            meters.took(Step.WAITING, waited);
            on(match.server().arrival(), () -> switchServer(match));
          } else {
            waitAgain(second);
          }
        });
  }

  private boolean startJoining(Arrival arrival) {
    boolean joining =
        arrival
            .connection()
            .enter(Stage.JOINING, config.timeouts().join(), CloseReason.JOIN_TIMEOUT);
    if (joining) {
      arrival.tls().hold();
    }
    return joining;
  }

  private void switchServer(Match match) {
    Arrival server = match.server().arrival();
    if (isClosed(server)) {
      waitAgain(match.client());
      return;
    }
    server
        .tls()
        .switchToRaw(new Ready(Role.SERVER, server.request().version()))
        .addListener(
            raw -> {
              if (raw.isSuccess()) {
                match.earlyHello().ifPresent(hello -> send(hello, server));
                on(match.client().arrival(), () -> switchClient(match));
              } else {
                server.connection().close(CloseReason.PARTY_LEFT);
                waitAgain(match.client());
              }
            });
  }

  private void switchClient(Match match) {
    Connection server = match.server().arrival().connection();
    Arrival client = match.client().arrival();
    if (isClosed(client)) {
      server.close(CloseReason.RESET);
      return;
    }
    int version = client.request().version();
    client
        .tls()
        .switchToRaw(new Ready(Role.CLIENT, version, match.earlyHello().isPresent()))
        .addListener(
            raw -> {
              if (raw.isSuccess()) {
                on(match.waiter().arrival(), () -> startSession(match));
              } else {
                client.connection().close(CloseReason.PARTY_LEFT);
                server.close(CloseReason.RESET);
              }
            });
  }

  private void startSession(Match match) {
    Arrival waiter = match.waiter().arrival();
    Arrival second = match.second().arrival();
    if (isClosed(waiter)) {
      second.connection().close(CloseReason.RESET);
      return;
    }
    Session session = new Session(waiter, second, config, meters, limits, loops);
    match.earlyHello().ifPresent(session::countDelivered);
    session.start();
  }

  private static void send(ClientHello hello, Arrival server) {
    server.connection().channel().writeAndFlush(Unpooled.wrappedBuffer(hello.records()));
  }

  /** On the arrival's loop. */
  private static boolean isClosed(Arrival arrival) {
    return arrival.connection().stage() == Stage.CLOSED;
  }

  private void waitAgain(Newcomer survivor) {
    survivor.arrival().connection().loop().execute(() -> waitAgain.accept(survivor));
  }

  /** The next step, on the loop it belongs to: at once where that is this one. */
  private static void on(Arrival arrival, Runnable step) {
    if (arrival.connection().loop().inEventLoop()) {
      step.run();
    } else {
      arrival.connection().loop().execute(step);
    }
  }
}
