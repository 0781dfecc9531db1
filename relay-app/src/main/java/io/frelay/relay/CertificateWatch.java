package io.frelay.relay;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Connections;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.credentials.CredentialReload;
import io.frelay.relay.credentials.RelayCredentials;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.observe.LogFiles;
import io.frelay.relay.schedule.PeriodicLook;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Looks every second and at SIGHUP, in a thread of its own, whether the certificates' files have
 * changed, and ends every connection whose party's certificate has been revoked or has expired
 * meanwhile. One look over all connections costs less than a timer for each.
 */
final class CertificateWatch {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.certificates");
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

  private final CredentialReload reload;
  private final RelayTls tls;
  private final Connections connections;
  private Instant warnAgainAt = Instant.MIN;

  CertificateWatch(CredentialReload reload, Connections connections) {
    this.reload = reload;
    this.tls = reload.tls();
    this.connections = connections;
  }

  /** Starts the thread; it lives as long as the process. */
  void start() {
    PeriodicLook watching =
        new PeriodicLook(
            "relay-certificates",
            LOG,
            "a fault of the relay; it goes on with the certificates it has");
    watching.every(Duration.ZERO, PERIOD, () -> look(reload::look));
    ReloadSignal.handle(
        () ->
            watching.now(
                () -> {
                  LogFiles.reopen();
                  look(reload::readAgain);
                }));
  }

  private void look(Runnable at) {
    at.run();
    Instant now = Instant.now();
    RelayCredentials credentials = tls.credentials();
    warnIfOverdue(credentials, now);
    connections.forEach(
        connection ->
            connection
                .certificate()
                .flatMap(certificate -> credentials.objection(certificate, now))
                .ifPresent(reason -> end(connection, reason)));
  }

  private void warnIfOverdue(RelayCredentials credentials, Instant now) {
    if (!credentials.isListOverdue(now)) {
      warnAgainAt = Instant.MIN;
    } else if (now.isAfter(warnAgainAt)) {
      warnAgainAt = now.plus(BETWEEN_WARNINGS);
      LOG.warnf(
          "the revocation list is overdue since %s; %s",
          credentials.listDue().orElseThrow(),
          tls.isClosed(now)
              ? "nobody is let in until there is one (relay.revocation-list-overdue=refuse)"
              : "it still counts, and whom it does not name is let in; sign it again with"
                  + " fr-adm revoke --renew");
    }
  }

  private static void end(Connection connection, CloseReason reason) {
    connection.execute(
        () -> {
          if (connection.stage() == Stage.CLOSED) {
            return;
          }
          new LogFields()
              .add("address", connection.remoteAddress().getAddress().getHostAddress())
              .addAll(connection.identity())
              .add("stage", connection.stage().label())
              .add("reason", reason.label())
              .log(LOG, Logger.Level.INFO, "certificate is no longer good");
          connection.close(reason);
        });
  }
}
