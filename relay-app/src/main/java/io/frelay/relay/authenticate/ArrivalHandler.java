package io.frelay.relay.authenticate;

/** The stage behind the request. */
public interface ArrivalHandler {
  /** Takes over a party that has made its request; on its loop. */
  void arrived(Newcomer newcomer);
}
