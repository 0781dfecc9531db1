package io.frelay.relay.accept;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;

/** Ends a connection for what its {@link RecordGate} reports. */
final class ConnectionGuard implements GateListener {
  private final Connection connection;

  ConnectionGuard(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void notTls() {
    connection.close(CloseReason.NOT_TLS);
  }

  @Override
  public void broken() {
    connection.lost();
  }

  @Override
  public void tlsFailed() {
    connection.close(CloseReason.HANDSHAKE_FAILED);
  }

  @Override
  public void tooManyBytes() {
    connection.close(CloseReason.HANDSHAKE_TOO_LARGE);
  }

  @Override
  public void noMemory() {
    connection.close(CloseReason.OVER_MEMORY_BUDGET);
  }

  @Override
  public void holds(long bytes) {
    connection.memory().holdsEarly(bytes);
  }
}
