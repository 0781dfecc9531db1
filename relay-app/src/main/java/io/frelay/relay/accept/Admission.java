package io.frelay.relay.accept;

import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.frelay.relay.limits.EvictionCandidates;
import io.frelay.relay.limits.FileDescriptors;
import io.frelay.relay.limits.KeyedCounter;
import java.util.Optional;

/**
 * Limits of connections before a party is known. When all places are taken, {@link
 * EvictionCandidates} chooses a connection without a request, by address, that makes room. Safe for
 * any thread.
 */
public final class Admission {
  private final ConnectionLimits limits;
  private final KeyedCounter<AddressBlock> byAddress;
  private final EvictionCandidates<AddressBlock, AddressBlock, Connection> unauthenticated =
      new EvictionCandidates<>();
  private int open;

  /** Opens with all places free. */
  public Admission(ConnectionLimits limits) {
    this.limits = limits;
    this.byAddress = new KeyedCounter<>(limits.perAddress());
  }

  /** Largest number of sockets at any time. */
  int mostSockets() {
    return limits.all() + FileDescriptors.NEWCOMERS;
  }

  /**
   * Reserves a place for a new connection, given back when its socket closes, and one among those
   * that have not made their request yet, given back when it has. May end another connection.
   *
   * @return why there is no place; empty if there is
   */
  public Optional<CloseReason> admit(Connection connection) {
    AddressBlock block = connection.addressBlock();
    Optional<Connection> evicted = Optional.empty();
    synchronized (this) {
      boolean isFull = open - unauthenticated.leaving() >= limits.all();
      if (isFull || unauthenticated.size() >= limits.unauthenticated()) {
        evicted = unauthenticated.choose(block, block);
        if (evicted.isEmpty()) {
          return Optional.of(
              isFull ? CloseReason.TOO_MANY_CONNECTIONS : CloseReason.TOO_MANY_UNAUTHENTICATED);
        }
      }
      if (unauthenticated.size(block) >= limits.unauthenticatedPerAddress()) {
        return Optional.of(CloseReason.TOO_MANY_UNAUTHENTICATED);
      }
      if (!byAddress.tryAcquire(block)) {
        return Optional.of(CloseReason.TOO_MANY_FROM_ADDRESS);
      }
      evicted.ifPresent(this::evict);
      unauthenticated.add(block, block, connection);
      open++;
    }
    evicted.ifPresent(this::crowdOut);
    connection.onIdentified(() -> identified(connection, block));
    connection.channel().closeFuture().addListener(closed -> left(connection, block));
    return Optional.empty();
  }

  private void evict(Connection connection) {
    unauthenticated.evict(connection.addressBlock(), connection.addressBlock(), connection);
  }

  private void crowdOut(Connection connection) {
    connection.execute(
        () -> {
          if (connection.stage().compareTo(Stage.REQUEST) <= 0) {
            connection.reset(CloseReason.CROWDED_OUT);
          } else {
            stays(connection); // it has just made its request
          }
        });
  }

  private synchronized void stays(Connection connection) {
    unauthenticated.stays(connection);
  }

  private synchronized void identified(Connection connection, AddressBlock block) {
    unauthenticated.remove(block, block, connection);
  }

  private synchronized void left(Connection connection, AddressBlock block) {
    unauthenticated.left(connection);
    open--;
    byAddress.release(block);
  }
}
