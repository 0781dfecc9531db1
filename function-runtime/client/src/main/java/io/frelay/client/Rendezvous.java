package io.frelay.client;

import io.frelay.client.session.SessionBinding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the two parties of one session meet: for the first time, and again. */
final class Rendezvous implements Meeting {
  /** How many calls of this process wait, by party, peer and tag. */
  private static final Map<List<String>, Integer> WAITING = new ConcurrentHashMap<>();

  private final List<RelayAddress> relays;
  private final PartyCredentials credentials;
  private final ClientOptions options;
  private final SessionBinding session;
  private final List<String> key;

  /**
   * @param session of the party that has the credentials
   */
  Rendezvous(
      List<RelayAddress> relays,
      PartyCredentials credentials,
      ClientOptions options,
      SessionBinding session) {
    this.relays = relays;
    this.credentials = credentials;
    this.options = options;
    this.session = session;
    key = List.of(session.user(), session.party(), session.peer(), session.tag());
  }

  /** Meets the peer for the first time. */
  Encounter first(Duration timeout) throws FrelayException, InterruptedException {
    WAITING.merge(key, 1, Integer::sum);
    try {
      return at(Turn.free(), tag(), timeout, timeout);
    } finally {
      WAITING.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  @Override
  public Encounter at(Turn turn, String place, Duration patience, Duration timeout)
      throws FrelayException, InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    RelayRound round =
        new RelayRound(
            relays.stream()
                .map(relay -> new RelayedAttempt(relay, credentials, options, session))
                .toList(),
            new RelayedAttempt.Target(
                session.peer(), place, patience, timeout, deadline, true, turn));
    return Attempts.run(round, options, deadline);
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
