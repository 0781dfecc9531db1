package io.frelay.relay.accept;

import io.frelay.relay.config.ConnectionLimits;
import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.limits.EvictionCandidates;
import io.frelay.relay.limits.FileDescriptors;
import io.frelay.relay.limits.KeyedCounter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Limits of connections before a party is known. When all places are taken, {@link
 * EvictionCandidates} chooses a connection without a request, by address, that makes room: prepared
 * ones first. Safe for any thread.
 */
public final class Admission {
  private final ConnectionLimits limits;
  private final KeyedCounter<AddressBlock> byAddress;
  private final EvictionCandidates<AddressBlock, AddressBlock, Connection> unauthenticated =
      new EvictionCandidates<>();

  /** Authenticated ones without a request, which may stand for a while. */
  private final EvictionCandidates<AddressBlock, AddressBlock, Connection> prepared =
      new EvictionCandidates<>();

  /** Prepared ones that are about to go, and so do not count for their addresses any more. */
  private final Set<Connection> uncounted = new HashSet<>();

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
    Set<Connection> evicted = new HashSet<>(2);
    synchronized (this) {
      Optional<CloseReason> refusal = makeRoom(block, evicted);
      if (refusal.isPresent()) {
        return refusal;
      }
      evicted.forEach(this::evict);
      unauthenticated.add(block, block, connection);
      open++;
    }
    evicted.forEach(each -> each.crowdOut(() -> stays(each)));
    connection.onPrepared(() -> prepared(connection, block));
    connection.onIdentified(() -> identified(connection, block));
    connection.channel().closeFuture().addListener(closed -> left(connection, block));
    return Optional.empty();
  }

  /** Takes one of the address's places, and chooses who has to go for it. */
  private Optional<CloseReason> makeRoom(AddressBlock block, Set<Connection> evicted) {
    boolean isFull = open - unauthenticated.leaving() - prepared.leaving() >= limits.all();
    boolean isCrowded = unauthenticated.size() >= limits.unauthenticated();
    if (isFull && !isCrowded) {
      prepared.first().ifPresent(evicted::add);
    }
    if (evicted.isEmpty() && (isFull || isCrowded)) {
      unauthenticated.choose(block, block).ifPresent(evicted::add);
      if (evicted.isEmpty()) {
        return Optional.of(
            isFull ? CloseReason.TOO_MANY_CONNECTIONS : CloseReason.TOO_MANY_UNAUTHENTICATED);
      }
    }
    if (unauthenticated.size(block) >= limits.unauthenticatedPerAddress()) {
      return Optional.of(CloseReason.TOO_MANY_UNAUTHENTICATED);
    }
    if (!byAddress.tryAcquire(block)) {
      Optional<Connection> makesRoom = prepared.firstOf(block);
      if (makesRoom.isEmpty()) {
        return Optional.of(CloseReason.TOO_MANY_FROM_ADDRESS);
      }
      evicted.add(makesRoom.get());
      byAddress.acquire(block);
    }
    return Optional.empty();
  }

  private void evict(Connection connection) {
    AddressBlock block = connection.addressBlock();
    if (prepared.has(block, block, connection)) {
      prepared.evict(block, block, connection);
      uncounted.add(connection);
      byAddress.release(block);
    } else {
      unauthenticated.evict(block, block, connection);
    }
  }

  private synchronized void stays(Connection connection) {
    unauthenticated.stays(connection);
    prepared.stays(connection);
    if (uncounted.remove(connection)) {
      byAddress.acquire(connection.addressBlock());
    }
  }

  private synchronized void prepared(Connection connection, AddressBlock block) {
    unauthenticated.remove(block, block, connection);
    prepared.add(block, block, connection);
  }

  private synchronized void identified(Connection connection, AddressBlock block) {
    unauthenticated.remove(block, block, connection);
    prepared.remove(block, block, connection);
  }

  private synchronized void left(Connection connection, AddressBlock block) {
    unauthenticated.left(connection);
    prepared.left(connection);
    open--;
    if (!uncounted.remove(connection)) {
      byAddress.release(block);
    }
  }
}
