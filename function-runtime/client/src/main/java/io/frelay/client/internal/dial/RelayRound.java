package io.frelay.client.internal.dial;

import io.frelay.client.FrelayException;
import io.frelay.client.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Attempts through several relays in turn. Where there is more than one, a party does not wait for
 * its peer at one of them for ever: the peer may not be able to reach that one.
 *
 * <p>The first relay has more of a party's time than all others together, so that two parties that
 * reach it meet there, in whatever order they came.
 *
 * <p>A relay that goes down may name others that take its parties. Those that the user configured
 * are tried next, without a pause. Its words change nothing but the order of these.
 */
final class RelayRound implements RetryLoop.Attempt {
  /** For each of the others. */
  private static final Duration AT_THE_FIRST = Duration.ofSeconds(6);

  private static final Duration AT_OTHERS = Duration.ofSeconds(3);

  private final List<RelayedAttempt> relays;
  private final AttemptTarget target;

  /** Relays that were believed since the last pause: each is once, so that none makes us hurry. */
  private final Set<RelayedAttempt> believed = new HashSet<>();

  private int index;
  private boolean pauseDue;

  RelayRound(List<RelayedAttempt> relays, AttemptTarget target) {
    this.relays = new ArrayList<>(relays);
    this.target = target;
  }

  @Override
  public EstablishedConnection run(int number) throws FrelayException, InterruptedException {
    RelayedAttempt relay = relays.get(index);
    try {
      return relay.run(number, relays.size() == 1 ? target : part());
    } catch (FrelayException e) {
      goOn(relay);
      throw e;
    }
  }

  private void goOn(RelayedAttempt from) {
    boolean last = index == relays.size() - 1;
    if (takes(from, relays) && believed.add(from)) {
      relays.sort(Comparator.comparing((RelayedAttempt each) -> rank(each, from)));
      index = 0;
      pauseDue = false;
      return;
    }
    index = last ? 0 : index + 1;
    pauseDue = last && !from.repeatsAtOnce();
    if (pauseDue) {
      believed.clear();
    }
  }

  private static boolean takes(RelayedAttempt from, List<RelayedAttempt> relays) {
    return relays.stream().anyMatch(each -> isTaker(each, from));
  }

  private static boolean isTaker(RelayedAttempt relay, RelayedAttempt from) {
    return from.takers().contains(relay.relay().toString());
  }

  /** The relays that it has named come first, and it comes last, in the order that they had. */
  private static int rank(RelayedAttempt relay, RelayedAttempt from) {
    return (isTaker(relay, from) ? 0 : 2) + (relay == from ? 1 : 0);
  }

  private AttemptTarget part() {
    long others = relays.size() - 1L;
    boolean first = index == 0;
    Duration share = share(target.timeout(), first);
    Duration most = first ? AT_THE_FIRST.multipliedBy(others) : AT_OTHERS;
    return target.part(
        Durations.shorter(most, share), share(target.peerTimeout(), first), index == others);
  }

  /** One relay's part of it. */
  private Duration share(Duration all, boolean first) {
    return all.multipliedBy(first ? 3 : 2).dividedBy(first ? 5 : 5 * (relays.size() - 1L));
  }

  @Override
  public boolean isPauseDue(int number) {
    return pauseDue;
  }
}
