package io.frelay.chaos;

import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;

/**
 * Result of one fault.
 *
 * @param injected how many times
 */
record FaultTrial(Fault fault, int injected, Balance balance) {
  /** Inflicts a fault on sessions of its own again and again for so long, at least once. */
  static FaultTrial of(
      Fault fault, Run run, Certificates certificates, Setting setting, double seconds, long seed)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    int injected = 0;
    try (Arena arena = new Arena(run, certificates, setting, seed ^ fault.id().hashCode())) {
      try {
        arena.awaitRecovery();
        do {
          fault.inflict(arena, injected++);
          arena.awaitRecovery();
        } while ((System.nanoTime() - begun) / 1e9 < seconds);
        return new FaultTrial(fault, injected, arena.finish(fault == Fault.PARTY_RESTARTED));
      } catch (IOException e) {
        Balance balance = new Balance(false);
        balance.trouble(e.toString());
        arena.troubles().forEach(balance::trouble);
        return new FaultTrial(fault, injected, balance);
      }
    }
  }
}
