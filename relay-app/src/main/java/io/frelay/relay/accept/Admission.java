package io.frelay.relay.accept;

import io.frelay.relay.config.Places;
import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import java.util.Optional;

/**
 * Who may connect at all: the bounds before a party is known. When all places are taken, a newcomer
 * gets that of the oldest connection without a request from the address that has the most of them,
 * unless that is its own address. Safe for any thread.
 */
public final class Admission {
  /** Sockets beyond the places: of newcomers that are about to be refused or to take one. */
  static final int NEWCOMERS = 16;

  private final Places places;
  private final KeyedCounter<AddressBlock> byAddress;
  private final Crowd<AddressBlock, Connection> unauthenticated = new Crowd<>();
  private int open;

  /** Opens with all places free. */
  public Admission(Places places) {
    this.places = places;
    this.byAddress = new KeyedCounter<>(places.perAddress());
  }

  /** How many sockets there may be at any time. */
  int mostSockets() {
    return places.all() + NEWCOMERS;
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
      boolean isFull = open >= places.all();
      if (isFull || unauthenticated.size() >= places.unauthenticated()) {
        evicted = busiest(block);
        if (evicted.isEmpty()) {
          return Optional.of(
              isFull ? CloseReason.TOO_MANY_CONNECTIONS : CloseReason.TOO_MANY_UNAUTHENTICATED);
        }
      }
      if (unauthenticated.size(block) >= places.unauthenticatedPerAddress()) {
        return Optional.of(CloseReason.TOO_MANY_UNAUTHENTICATED);
      }
      if (!byAddress.tryAcquire(block)) {
        return Optional.of(CloseReason.TOO_MANY_FROM_ADDRESS);
      }
      evicted.ifPresent(each -> unauthenticated.remove(each.addressBlock(), each));
      unauthenticated.add(block, connection);
      open++;
    }
    evicted.ifPresent(Admission::crowdOut);
    connection.onIdentified(() -> identified(connection, block));
    connection.channel().closeFuture().addListener(closed -> left(block));
    return Optional.empty();
  }

  private static void crowdOut(Connection connection) {
    connection
        .loop()
        .execute(
            () -> {
              if (connection.stage().compareTo(Stage.REQUEST) <= 0) { // else it has just made it
                connection.reset(CloseReason.CROWDED_OUT);
              }
            });
  }

  private Optional<Connection> busiest(AddressBlock newcomer) {
    return unauthenticated
        .largest()
        .filter(block -> unauthenticated.size(block) > unauthenticated.size(newcomer))
        .flatMap(unauthenticated::oldest);
  }

  private synchronized void identified(Connection connection, AddressBlock block) {
    unauthenticated.remove(block, connection);
  }

  private synchronized void left(AddressBlock block) {
    open--;
    byAddress.release(block);
  }
}
