package io.frelay.relay.accept;

import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Who may connect at all: the bounds before a party is known. Safe for any thread. */
public final class Admission {
  private final Semaphore connections;
  private final KeyedCounter<AddressBlock> byAddress;
  private final Semaphore unauthenticated;
  private final KeyedCounter<AddressBlock> unauthenticatedByAddress;

  /**
   * Opens with all places free.
   *
   * @param most connections in all: what the limits say, or what the system allows
   */
  public Admission(RelayConfig.Limits limits, int most) {
    connections = new Semaphore(most);
    byAddress = new KeyedCounter<>(limits.connectionsPerAddress());
    unauthenticated = new Semaphore(limits.unauthenticated());
    unauthenticatedByAddress = new KeyedCounter<>(limits.unauthenticatedPerAddress());
  }

  /**
   * Reserves a place for a new connection, given back when its socket closes, and one among those
   * that have not made their request yet, given back when it has.
   *
   * @return why there is no place; empty if there is
   */
  public Optional<CloseReason> admit(Connection connection) {
    AddressBlock address = AddressBlock.of(connection.remoteAddress().getAddress());
    if (!connections.tryAcquire()) {
      return Optional.of(CloseReason.TOO_MANY_CONNECTIONS);
    }
    connection.channel().closeFuture().addListener(closed -> connections.release());
    if (!byAddress.tryAcquire(address)) {
      return Optional.of(CloseReason.TOO_MANY_FROM_ADDRESS);
    }
    connection.channel().closeFuture().addListener(closed -> byAddress.release(address));
    if (!unauthenticated.tryAcquire()) {
      return Optional.of(CloseReason.TOO_MANY_UNAUTHENTICATED);
    }
    connection.onIdentified(unauthenticated::release);
    if (!unauthenticatedByAddress.tryAcquire(address)) {
      return Optional.of(CloseReason.TOO_MANY_UNAUTHENTICATED);
    }
    connection.onIdentified(() -> unauthenticatedByAddress.release(address));
    return Optional.empty();
  }
}
