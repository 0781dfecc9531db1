package io.frelay.relay.authenticate;

import io.frelay.relay.accept.AdmissionHandler;
import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Footprint;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.RelayPipeline;
import io.frelay.relay.connection.RelayPipeline.Place;
import io.frelay.relay.connection.Stage;
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
  private final HandshakeQueue queue = new HandshakeQueue();

  public Authenticator(
      RelayTls tls, RelayConfig config, RelayMeters meters, ArrivalHandler arrivals) {
    this.tls = tls;
    this.config = config;
    this.meters = meters;
    this.arrivals = arrivals;
  }

  /**
   * Has it make its handshake, flight by flight, each in its address's turn; if all goes well it
   * arrives.
   */
  @Override
  public void admitted(Connection connection, RecordGate gate) {
    gate.holdHandshake(new Flights(connection, gate));
    awaitHandshake(connection);
    connection.debug("connected", new LogFields());
  }

  private void awaitHandshake(Connection connection) {
    connection.enter(Stage.HANDSHAKE, config.timeouts().handshake(), CloseReason.HANDSHAKE_TIMEOUT);
  }

  /** The flights of one connection's handshake; run when one is there. */
  private final class Flights implements Runnable {
    private final Connection connection;
    private final RecordGate gate;
    private final HandshakeQueue.Place place;
    private boolean hasBegun;

    Flights(Connection connection, RecordGate gate) {
      this.connection = connection;
      this.gate = gate;
      this.place = queue.place(connection, connection.addressBlock());
    }

    @Override
    public void run() {
      if (hasBegun) {
        place.await(FairTurns.Line.BEGUN, gate::letHandshake);
      } else if (gate.holdsClientHello()) {
        awaitHandshake(connection); // its time begins anew: this wait is none of the party's doing
        place.await(
            FairTurns.Line.NEW,
            () -> {
              awaitHandshake(connection);
              begin();
            });
      } else {
        place.await(FairTurns.Line.NEW, this::begin);
      }
    }

    private void begin() {
      hasBegun = true;
      connection.memory().takes(Footprint.HANDSHAKE - Footprint.SILENT);
      if (connection.stage() == Stage.CLOSED) {
        return; // its address holds most already
      }
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
        return;
      }
      gate.letHandshake();
    }
  }
}
