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
  private final HandshakeQueue queue = new HandshakeQueue();

  public Authenticator(
      RelayTls tls, RelayConfig.Timeouts timeouts, RelayMeters meters, Consumer<Newcomer> arrived) {
    this.tls = tls;
    this.timeouts = timeouts;
    this.meters = meters;
    this.arrived = arrived;
  }

  /**
   * Has it make its handshake, after those that came before; {@code arrived} is called on the
   * connection's loop if all goes well.
   */
  public void authenticate(Connection connection, RecordGate gate) {
    gate.holdHandshake(() -> enqueue(connection, gate));
    awaitHandshake(connection);
    connection.debug("connected", new LogFields());
    RelayTls.Handshake handshake = tls.newHandshake(connection.channel().alloc());
    connection
        .channel()
        .pipeline()
        .addLast(handshake.handler())
        .addLast(new RequestHandler(connection, gate, handshake, timeouts, meters, arrived));
  }

  private void enqueue(Connection connection, RecordGate gate) {
    awaitHandshake(connection); // its time begins anew: this wait is none of the party's doing
    queue.add(
        connection,
        () -> {
          awaitHandshake(connection);
          gate.letHandshake();
        });
  }

  private void awaitHandshake(Connection connection) {
    connection.enter(Stage.HANDSHAKE, timeouts.handshake(), CloseReason.HANDSHAKE_TIMEOUT);
  }
}
