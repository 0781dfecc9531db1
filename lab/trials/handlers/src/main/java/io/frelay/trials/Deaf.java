package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Takes longer than it may, and ignores that it is interrupted. */
public class Deaf implements PeerHandler<String, String> {
  private static final Duration LATE = Duration.ofSeconds(5);

  @Override
  public String handle(String input, Peers peers) {
    while (peers.remaining().plus(LATE).toMillis() > 0) {
      boolean unused = Thread.interrupted();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return input;
  }
}
