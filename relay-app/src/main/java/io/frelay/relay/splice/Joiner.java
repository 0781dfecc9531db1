package io.frelay.relay.splice;

import io.frelay.protocol.Ready;
import io.frelay.protocol.Role;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.RelayMeters;
import io.frelay.relay.observe.RelayMeters.Step;
import java.util.function.Consumer;

/**
 * Joins two arrivals. Each step runs on the loop of the connection it touches:
 *
 * <ol>
 *   <li>the waiter stops waiting, unless it has left: then the second one waits in its place;
 *   <li>the second one is told Mode 1 and becomes raw; if it breaks here, the waiter waits on;
 *   <li>the waiter is told Mode 2 and becomes raw;
 *   <li>the session starts; its first bytes towards a version 1 server are held for a moment.
 * </ol>
 */
public final class Joiner {
  private final RelayConfig config;
  private final RelayMeters meters;
  private final Consumer<Arrival> waitAgain;

  /**
   * @param waitAgain takes an arrival whose match came to nothing, on its loop
   */
  public Joiner(RelayConfig config, RelayMeters meters, Consumer<Arrival> waitAgain) {
    this.config = config;
    this.meters = meters;
    this.waitAgain = waitAgain;
  }

  /** Joins two that nobody else can get hold of any more; on the second one's loop. */
  public void join(Arrival waiter, Arrival second) {
    if (!startJoining(second)) {
      on(waiter, () -> waitAgain.accept(waiter));
      return;
    }
    on(
        waiter,
        () -> {
          long waited = waiter.connection().stageNanos();
          if (startJoining(waiter)) {
            meters.took(Step.WAITING, waited);
            on(second, () -> switchSecond(waiter, second));
          } else {
            on(second, () -> waitAgain.accept(second));
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

  private void switchSecond(Arrival waiter, Arrival second) {
    if (second.connection().stage() == Stage.CLOSED) {
      on(waiter, () -> waitAgain.accept(waiter));
      return;
    }
    second
        .tls()
        .switchToRaw(new Ready(Role.SERVER, second.request().version()))
        .addListener(
            raw -> {
              if (raw.isSuccess()) {
                on(waiter, () -> switchWaiter(waiter, second));
              } else {
                second.connection().close(CloseReason.PARTY_LEFT);
                on(waiter, () -> waitAgain.accept(waiter));
              }
            });
  }

  private void switchWaiter(Arrival waiter, Arrival second) {
    if (waiter.connection().stage() == Stage.CLOSED) {
      second.connection().close(CloseReason.RESET);
      return;
    }
    waiter
        .tls()
        .switchToRaw(new Ready(Role.CLIENT, waiter.request().version()))
        .addListener(
            raw -> {
              if (raw.isSuccess()) {
                new Session(waiter, second, config, meters).start();
              } else {
                waiter.connection().close(CloseReason.PARTY_LEFT);
                second.connection().close(CloseReason.RESET);
              }
            });
  }

  private static void on(Arrival arrival, Runnable step) {
    arrival.connection().loop().execute(step);
  }
}
