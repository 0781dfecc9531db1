package io.frelay.relay.rendezvous;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The rendezvous with a million waiters; in its package, since it is nobody else's business. Each
 * measurement leaves as many waiters as it found.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class PairingTableBenchmark {
  /** Number of parties that wait all the time. */
  public static final int WAITERS = 1_000_000;

  private static final int STRIDE = 611_953; // prime, so that all waiters have their turn

  private final PairingTable<Object> rendezvous = new PairingTable<>();
  private Object[] waiters;
  private int next;
  private long clock;

  /** Has a million parties wait. */
  @Setup
  public void fill() {
    waiters = new Object[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
      waiters[i] = new Object();
      rendezvous.offer(key(i), "0", clock++, waiters[i]);
    }
  }

  /** A key as it is made of each request: nothing of it is the waiter's own object. */
  private static PairingKey key(int number) {
    return new PairingKey("user1", "0", "1", "session-" + number);
  }

  private int turn() {
    next = (next + STRIDE) % WAITERS;
    return next;
  }

  /** Makes a key only, to subtract its cost. */
  @Benchmark
  public Object keyAlone() {
    return key(turn());
  }

  /** The peer of a waiter comes, and then another waiter for the same key. */
  @Benchmark
  public Object matchAndOffer() {
    int number = turn();
    Optional<Object> peer = rendezvous.offer(key(number), "1", clock++, waiters).peer();
    rendezvous.offer(key(number), "0", clock++, waiters[number]);
    return peer;
  }

  /** A waiter's own newer connection takes its place. */
  @Benchmark
  public Object takeOver() {
    int number = turn();
    return rendezvous.offer(key(number), "0", clock++, waiters[number]);
  }

  /** A waiter's time is up, or its connection is gone; then it comes again. */
  @Benchmark
  public boolean withdrawAndOffer() {
    int number = turn();
    boolean withdrawn = rendezvous.withdraw(key(number), waiters[number]);
    rendezvous.offer(key(number), "0", clock++, waiters[number]);
    return withdrawn;
  }
}
