package io.frelay.relay.session;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.ClientHello;
import io.frelay.protocol.Preparation;
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
import io.frelay.relay.rendezvous.MatchHandler;
import io.frelay.relay.rendezvous.Unmatched;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Optional;

/**
 * Joins two arrivals:
 *
 * <ol>
 *   <li>the second one moves to the waiter's event loop, on which all else happens;
 *   <li>the waiter stops waiting, unless it has left: then the second one waits in its place;
 *   <li>the TLS server of the two is told so and becomes raw; if it breaks here, the other waits
 *       on;
 *   <li>the TLS client is told so and becomes raw;
 *   <li>the session starts, and its carrier takes over.
 * </ol>
 *
 * <p>The server is the second one; but where both speak version 2 and the second one has brought
 * its ClientHello, it is the waiter, which is sent the ClientHello right behind its close_notify.
 */
public final class Joiner implements MatchHandler {
  private final RelayConfig config;
  private final RelayMeters meters;
  private final LogLimits limits;
  private final Carrier carrier;
  private final OpenSessions open;

  public Joiner(
      RelayConfig config,
      RelayMeters meters,
      LogLimits limits,
      Carrier carrier,
      OpenSessions open) {
    this.config = config;
    this.meters = meters;
    this.limits = limits;
    this.carrier = carrier;
    this.open = open;
  }

  @Override
  public void matched(Arrival waiter, Newcomer second, Unmatched unmatched) {
    new Joining(new Match(Newcomer.fromWaiting(waiter), second), unmatched).begin();
  }

  /**
   * Joins a party with one that waits at another relay, which has switched its side: the way there
   * is raw. On the loop of both.
   *
   * @param there the way to the one that waits
   * @param answer what the party is to be told, as if in version 2
   */
  public void joinOver(Arrival there, Newcomer second, Ready answer) {
    Arrival here = second.arrival();
    Newcomer used = answer.clientHelloDelivered() ? second : Newcomer.fromWaiting(second.arrival());
    Ready ready = new Ready(answer.role(), here.request().version(), answer.clientHelloDelivered());
    here.tls()
        .switchToRaw(ready)
        .addListener(
            raw -> {
              if (raw.isSuccess() && !isClosed(here) && !isClosed(there)) {
                Match match = new Match(Newcomer.fromWaiting(there), used);
                start(new RelaySession(match, config, meters, limits));
              } else {
                here.connection()
                    .close(raw.isSuccess() ? CloseReason.RESET : CloseReason.PARTY_LEFT);
                there.connection().close(CloseReason.RESET);
              }
            });
  }

  /** One match on its way to a session; from {@link #join} on confined to the waiter's loop. */
  private final class Joining {
    private final Match match;
    private final Unmatched unmatched;
    private final Arrival waiter;
    private final Arrival second;

    Joining(Match match, Unmatched unmatched) {
      this.match = match;
      this.unmatched = unmatched;
      this.waiter = match.waiter().arrival();
      this.second = match.second().arrival();
    }

    /** On the second one's loop. */
    void begin() {
      if (!second.connection().enter(Stage.JOINING)) {
        waitAgain(match.waiter());
        return;
      }
      second.tls().hold();
      second
          .connection()
          .moveTo(waiter.connection().loop())
          .addListener(
              moved -> {
                if (moved.isSuccess()) {
                  join();
                } else {
                  waitAgain(match.waiter());
                }
              });
    }

    private void join() {
      long waited = waiter.connection().stageNanos();
      if (!startJoining(second.connection())) {
        waitAgain(match.waiter());
      } else if (!startJoining(waiter.connection())) {
        waitAgain(match.second());
      } else {
        meters.took(Step.WAITING, waited);
        waiter.tls().hold();
        switchServer();
      }
    }

    private boolean startJoining(Connection connection) {
      return connection.enter(Stage.JOINING, config.timeouts().join(), CloseReason.JOIN_TIMEOUT);
    }

    private void switchServer() {
      Arrival server = match.server().arrival();
      server
          .tls()
          .switchToRaw(ready(Role.SERVER, server, false))
          .addListener(
              raw -> {
                if (raw.isSuccess() && !isClosed(server)) {
                  deliverHello(server);
                } else {
                  server.connection().close(CloseReason.PARTY_LEFT);
                  waitAgain(match.client());
                }
              });
    }

    private void deliverHello(Arrival server) {
      ClientHello hello = match.earlyHello().orElse(null);
      if (hello == null) {
        switchClient(server);
        return;
      }
      server
          .connection()
          .channel()
          .writeAndFlush(Unpooled.wrappedBuffer(hello.records()))
          .addListener(
              delivered -> {
                if (delivered.isSuccess()) {
                  switchClient(server);
                } else {
                  server.connection().close(CloseReason.PARTY_LEFT);
                  waitAgain(match.client());
                }
              });
    }

    private void switchClient(Arrival server) {
      Arrival client = match.client().arrival();
      if (isClosed(client)) {
        server.connection().close(CloseReason.RESET);
        return;
      }
      client
          .tls()
          .switchToRaw(ready(Role.CLIENT, client, match.earlyHello().isPresent()))
          .addListener(
              raw -> {
                if (raw.isSuccess()) {
                  startSession();
                } else {
                  client.connection().close(CloseReason.PARTY_LEFT);
                  server.connection().close(CloseReason.RESET);
                }
              });
    }

    private Ready ready(Role role, Arrival arrival, boolean isHelloDelivered) {
      AuthRequest request = arrival.request();
      Optional<Duration> standing =
          Optional.of(config.timeouts().prepared())
              .filter(time -> request.preparation() != Preparation.UNKNOWN && !time.isZero());
      return new Ready(role, request.version(), isHelloDelivered, standing);
    }

    private void startSession() {
      if (isClosed(waiter) || isClosed(second)) {
        waiter.connection().close(CloseReason.RESET);
        second.connection().close(CloseReason.RESET);
        return;
      }
      Joiner.this.start(new RelaySession(match, config, meters, limits));
    }

    private void waitAgain(Newcomer survivor) {
      survivor.arrival().connection().execute(() -> unmatched.waitAgain(survivor));
    }
  }

  private void start(RelaySession session) {
    open.add(session);
    session.start(carrier);
  }

  private static boolean isClosed(Arrival arrival) {
    return arrival.connection().stage() == Stage.CLOSED;
  }
}
