package io.frelay.client.internal.dial;

import io.frelay.client.FrelayException;
import io.frelay.client.internal.Durations;
import java.time.Duration;
import java.util.List;

/**
 * Attempts through several relays in turn. Where there is more than one, a party does not wait for
 * its peer at one of them for ever: the peer may not be able to reach that one.
 *
 * <p>The first relay has more of a party's time than all others together, so that two parties that
 * reach it meet there, in whatever order they came.
 */
final class RelayRound implements RetryLoop.Attempt {
  /** For each of the others. */
  private static final Duration AT_THE_FIRST = Duration.ofSeconds(6);

  private static final Duration AT_OTHERS = Duration.ofSeconds(3);

  private final List<RelayedAttempt> relays;
  private final AttemptTarget target;

  RelayRound(List<RelayedAttempt> relays, AttemptTarget target) {
    this.relays = relays;
    this.target = target;
  }

  @Override
  public EstablishedConnection run(int number) throws FrelayException, InterruptedException {
    int index = (number - 1) % relays.size();
    return relays.get(index).run(number, relays.size() == 1 ? target : part(index));
  }

  private AttemptTarget part(int index) {
    long others = relays.size() - 1L;
    boolean first = index == 0;
    Duration share = share(target.timeout(), first);
    Duration most = first ? AT_THE_FIRST.multipliedBy(others) : AT_OTHERS;
    return target.part(
        Durations.shorter(most, share), share(target.patience(), first), index == others);
  }

  /** One relay's part of it. */
  private Duration share(Duration all, boolean first) {
    return all.multipliedBy(first ? 3 : 2).dividedBy(first ? 5 : 5 * (relays.size() - 1L));
  }

  @Override
  public boolean isPauseDue(int number) {
    boolean last = number % relays.size() == 0;
    return last && !relays.get(relays.size() - 1).repeatsAtOnce();
  }
}
