package io.frelay.relay.authenticate;

import io.frelay.relay.accept.RecordGate;
import io.frelay.relay.accept.RelayTls;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.observe.RelayMeters;
import java.util.function.Consumer;

/** Gives an admitted connection its TLS and sees it through to a request. */
public final class Authenticator {
  private final RelayTls tls;
  private final RelayConfig.Timeouts timeouts;
  private final RelayMeters meters;
  private final Consumer<Newcomer> arrived;

  public Authenticator(
      RelayTls tls, RelayConfig.Timeouts timeouts, RelayMeters meters, Consumer<Newcomer> arrived) {
    this.tls = tls;
    this.timeouts = timeouts;
    this.meters = meters;
    this.arrived = arrived;
  }

  /** Starts the handshake; {@code arrived} is called on the connection's loop if all goes well. */
  public void authenticate(Connection connection, RecordGate gate) {
    connection.enter(Stage.HANDSHAKE, timeouts.handshake(), CloseReason.HANDSHAKE_TIMEOUT);
    connection.debug("connected", new LogFields());
    RelayTls.Handshake handshake = tls.newHandshake(connection.channel().alloc());
    connection
        .channel()
        .pipeline()
        .addLast(handshake.handler())
        .addLast(new RequestHandler(connection, gate, handshake, timeouts, meters, arrived));
  }
}
