package io.frelay.relay.authenticate;

import io.frelay.relay.accept.AdmissionHandler;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.credentials.RelayTls;
import io.frelay.relay.observe.RelayMeters;
import org.jboss.logging.Logger;

/** Gives an admitted connection its TLS when its turn comes, and sees it through to a request. */
public final class Authenticator implements AdmissionHandler {
  private static final Logger LOG = Logger.getLogger(Authenticator.class);

  private final RelayTls tls;
  private final RelayConfig config;
  private final RelayMeters meters;
  private final ArrivalHandler arrivals;
  private final HandshakeTurns turns;

  public Authenticator(
      RelayTls tls, RelayConfig config, RelayMeters meters, ArrivalHandler arrivals) {
    this.tls = tls;
    this.config = config;
    this.meters = meters;
    this.arrivals = arrivals;
    this.turns = new HandshakeTurns(config.timeouts().handshake());
  }

  /** Has it make its handshake; if all goes well it arrives. */
  @Override
  public void admitted(Connection connection, RecordGate gate) {
    turns.admit(connection, gate, () -> begin(connection, gate));
    connection.debug("connected", new LogFields());
  }

  private void begin(Connection connection, RecordGate gate) {
    try {
      RelayTls.Handshake handshake = tls.newHandshake(connection.channel().alloc());
      RelayPipeline.put(connection.channel(), Place.OUTER_TLS, handshake.handler());
      RelayPipeline.put(
          connection.channel(),
          Place.REQUEST,
          new RequestHandler(connection, gate, handshake, config, meters, arrivals));
    } catch (RuntimeException e) {
      LOG.error("no TLS for a new connection", e);
      connection.close(CloseReason.INTERNAL_ERROR);
    }
  }
}
