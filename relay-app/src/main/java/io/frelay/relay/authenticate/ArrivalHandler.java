package io.frelay.relay.authenticate;

import io.frelay.relay.connection.Connection;
import java.util.List;

/** The stage behind the request. */
public interface ArrivalHandler {
  /**
   * Gives a connection a place to stand in before its request; on its loop.
   *
   * @return false if there is none: it is still to arrive soon
   */
  boolean prepared(PartyId party, Connection connection);

  /** Takes over a party that has made its request; on its loop. */
  void arrived(Newcomer newcomer);

  /** Other relays that take the parties of this one while it drains, for the parties to know. */
  List<String> otherRelays();
}
