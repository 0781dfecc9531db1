package io.frelay.relay.session;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.observe.LogLimits;
import io.frelay.relay.observe.RelayMeters;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Log and meters of a session: one line when it ends. */
final class SessionLog {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.session");

  private final Arrival waiter;
  private final Arrival second;
  private final RelayMeters meters;
  private final LogLimits limits;
  private final long startedNanos = System.nanoTime();

  SessionLog(Arrival waiter, Arrival second, RelayMeters meters, LogLimits limits) {
    this.waiter = waiter;
    this.second = second;
    this.meters = meters;
    this.limits = limits;
    meters.sessionStarted();
  }

  /** Time since the session began. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  void ended(CloseReason reason, long bytesToSecond, long bytesToWaiter) {
    meters.sessionEnded(reason);
    if (!limits.mayLogSession(
        waiter.party().user(), waiter.party().name(), second.party().name())) {
      return;
    }
    new LogFields()
        .add("user", waiter.party().user())
        .add("waiter", waiter.party().name())
        .add("second", second.party().name())
        .add("tag", waiter.request().tag())
        .add("duration", age())
        .add("bytes_to_second", bytesToSecond)
        .add("bytes_to_waiter", bytesToWaiter)
        .add("waiter_address", addressOf(waiter))
        .add("waiter_serial", serialOf(waiter))
        .add("second_address", addressOf(second))
        .add("second_serial", serialOf(second))
        .add("reason", reason.label())
        .log(LOG, Logger.Level.INFO, "session ended");
  }

  private static String addressOf(Arrival arrival) {
    return arrival.connection().remoteAddress().getAddress().getHostAddress();
  }

  /** In hex, as openssl and fr-adm show it: what a stolen key is traced, and revoked, by. */
  private static String serialOf(Arrival arrival) {
    return arrival.connection().certificate().map(mark -> mark.serial().toString(16)).orElse("");
  }
}
