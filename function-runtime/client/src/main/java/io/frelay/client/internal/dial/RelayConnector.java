package io.frelay.client.internal.dial;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.credentials.PartyIdentity;
import java.time.Duration;
import java.util.List;

/** Meets the peer of one session through the relays: for the first time, and again. */
public final class RelayConnector implements ConnectionSource {
  private final List<RelayAddress> relays;
  private final PartyIdentity party;
  private final DialOptions options;
  private final SessionBinding session;
  private final DialState state;
  private final Cancellation cancellation;
  private final List<String> key;

  /**
   * @param session of that party
   * @param cancellation ends a call
   */
  public RelayConnector(
      List<RelayAddress> relays,
      PartyIdentity party,
      DialOptions options,
      SessionBinding session,
      DialState state,
      Cancellation cancellation) {
    this.state = state;
    this.cancellation = cancellation;
    this.relays = RelayOrder.of(relays, session.party(), session.peer(), session.tag());
    this.party = party;
    this.options = options;
    this.session = session;
    key = List.of(session.user(), session.party(), session.peer(), session.tag());
  }

  /** Meets the peer for the first time. */
  public EstablishedConnection first(Duration timeout)
      throws FrelayException, InterruptedException {
    state.beginWaiting(key);
    try {
      return at(ReconnectPermit.free(), tag(), timeout, timeout, true);
    } finally {
      state.endWaiting(key);
    }
  }

  /**
   * Begins to prepare a connection to the relay where the two have met, if that is wanted.
   *
   * @param owner the client
   */
  public void prepareNext(EstablishedConnection met, Object owner) {
    if (options.prepared() > 0) {
      met.facts()
          .relay()
          .ifPresent(
              relay ->
                  state
                      .prepared()
                      .prepare(
                          new PreparedConnections.Key(relay.address(), party, options.proxies()),
                          options,
                          owner));
    }
  }

  @Override
  public EstablishedConnection at(
      ReconnectPermit permit, String place, Duration peerTimeout, Duration timeout)
      throws FrelayException, InterruptedException {
    return at(permit, place, peerTimeout, timeout, false);
  }

  private EstablishedConnection at(
      ReconnectPermit permit,
      String place,
      Duration peerTimeout,
      Duration timeout,
      boolean mayBePrepared)
      throws FrelayException, InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    RelayRound round =
        new RelayRound(
            relays.stream()
                .map(
                    relay ->
                        new RelayedAttempt(relay, party, options, session, state, cancellation))
                .toList(),
            new AttemptTarget(
                session.peer(),
                place,
                peerTimeout,
                timeout,
                deadline,
                true,
                mayBePrepared,
                permit));
    return RetryLoop.run(round, options, deadline, cancellation);
  }

  @Override
  public ReconnectPermit permit(String place) {
    return ReconnectPermit.at(state.permits(), place);
  }

  @Override
  public String tag() {
    return session.tag();
  }

  @Override
  public boolean isTagInUse() {
    return state.isWaiting(key);
  }
}
