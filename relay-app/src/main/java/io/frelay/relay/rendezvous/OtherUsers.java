package io.frelay.relay.rendezvous;

import io.frelay.protocol.Names;
import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.connection.LogFields;
import io.frelay.relay.observe.LogLimits;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Tells the operator, and nobody else, of two parties that wait for each other in vain because only
 * one's certificate names a user: the other's is an old one. (Two users that are both named may
 * well have parties of the same names, and nothing to do with each other.) Safe for any thread.
 */
final class OtherUsers {
  private static final Logger LOG = Logger.getLogger("io.frelay.relay.connection");

  /** Waiting parties by pairing key without the user. */
  private final ConcurrentHashMap<PairingKey, Arrival> waiting = new ConcurrentHashMap<>();

  private final LogLimits limits;

  OtherUsers(LogLimits limits) {
    this.limits = limits;
  }

  /** A party begins to wait. */
  void enter(Arrival arrival) {
    Arrival there = waiting.put(key(arrival), arrival);
    if (there != null
        && hasUser(there) != hasUser(arrival)
        && there.party().name().equals(arrival.request().destParty())
        && limits.mayLog(arrival.party().user(), arrival.party().name())) {
      new LogFields()
          .add("party", arrival.party().name())
          .add("user", arrival.party().user())
          .add("peer", there.party().name())
          .add("peer_user", there.party().user())
          .add("tag", arrival.request().tag())
          .log(
              LOG,
              Logger.Level.WARN,
              "two parties wait for each other under different users and cannot meet"
                  + " (for certificates without O: relay.user-without-o)");
    }
  }

  /** It waits no more; it may not have begun. */
  void leave(Arrival arrival) {
    waiting.remove(key(arrival), arrival);
  }

  private static boolean hasUser(Arrival arrival) {
    return !arrival.party().user().equals(Names.NO_USER);
  }

  private static PairingKey key(Arrival arrival) {
    PairingKey key = PairingKey.of(arrival);
    return new PairingKey("", key.lesser(), key.greater(), key.tag());
  }
}
