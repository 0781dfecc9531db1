package io.frelay.relay.authenticate;

import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Footprint;
import io.frelay.relay.connection.Stage;
import java.time.Duration;

/**
 * Handshakes of one port: flight by flight, each in its address's turn, and within a time limit.
 * For any number of loops.
 */
public final class HandshakeTurns {
  private final Duration limit;
  private final HandshakeQueue queue = new HandshakeQueue();

  /**
   * @param limit to the ClientHello; as long for its turn; and again for the rest
   */
  public HandshakeTurns(Duration limit) {
    this.limit = limit;
  }

  /**
   * Has a connection make its handshake; on its loop.
   *
   * @param begin gives the connection its TLS, when its first turn comes
   */
  public void admit(Connection connection, RecordGate gate, Runnable begin) {
    gate.holdHandshake(new Flights(connection, gate, begin));
    awaitHandshake(connection);
  }

  private void awaitHandshake(Connection connection) {
    connection.enter(Stage.HANDSHAKE, limit, CloseReason.HANDSHAKE_TIMEOUT);
  }

  /** The flights of one connection's handshake; run when one is there. */
  private final class Flights implements Runnable {
    private final Connection connection;
    private final RecordGate gate;
    private final HandshakeQueue.Place place;
    private Runnable begin; // null once it has begun

    Flights(Connection connection, RecordGate gate, Runnable begin) {
      this.connection = connection;
      this.gate = gate;
      this.begin = begin;
      this.place = queue.place(connection, connection.addressBlock());
    }

    @Override
    public void run() {
      if (begin == null) {
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
      Runnable step = begin;
      begin = null;
      connection.memory().takes(Footprint.HANDSHAKE - Footprint.SILENT);
      if (connection.stage() == Stage.CLOSED) {
        return; // its address holds most already
      }
      step.run();
      if (connection.stage() != Stage.CLOSED) {
        gate.letHandshake();
      }
    }
  }
}
