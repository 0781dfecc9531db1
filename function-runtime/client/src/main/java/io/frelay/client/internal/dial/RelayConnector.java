package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.credentials.PartyIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the two parties of one session meet: for the first time, and again. */
public final class RelayConnector implements ConnectionSource {
  /** How many calls of this process wait, by party, peer and tag. */
  private static final Map<List<String>, Integer> WAITING = new ConcurrentHashMap<>();

  private final List<RelayAddress> relays;
  private final PartyIdentity party;
  private final DialOptions options;
  private final SessionBinding session;
  private final List<String> key;

  /**
   * @param session of that party
   */
  public RelayConnector(
      List<RelayAddress> relays, PartyIdentity party, DialOptions options, SessionBinding session) {
    this.relays = relays;
    this.party = party;
    this.options = options;
    this.session = session;
    key = List.of(session.user(), session.party(), session.peer(), session.tag());
  }

  /** Meets the peer for the first time. */
  public EstablishedConnection first(Duration timeout)
      throws FrelayException, InterruptedException {
    WAITING.merge(key, 1, Integer::sum);
    try {
      return at(ReconnectPermit.free(), tag(), timeout, timeout);
    } finally {
      WAITING.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  @Override
  public EstablishedConnection at(
      ReconnectPermit permit, String place, Duration patience, Duration timeout)
      throws FrelayException, InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    RelayRound round =
        new RelayRound(
            relays.stream()
                .map(relay -> new RelayedAttempt(relay, party, options, session))
                .toList(),
            new RelayedAttempt.Target(
                session.peer(), place, patience, timeout, deadline, true, permit));
    return RetryLoop.run(round, options, deadline);
  }

  @Override
  public String tag() {
    return session.tag();
  }

  @Override
  public boolean isTagInUse() {
    return WAITING.containsKey(key);
  }
}
