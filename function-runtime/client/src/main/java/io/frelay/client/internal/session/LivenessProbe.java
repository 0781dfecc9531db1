package io.frelay.client.internal.session;

import io.frelay.client.Resumption;
import java.time.Duration;

/**
 * Finds out whether a connection still leads to the peer: asks for a sign of life after a silence,
 * and after this process itself stood still.
 */
final class LivenessProbe {
  /** A clock that jumps by more than this between two ticks says that the process stood still. */
  private static final Duration STOOD_STILL = Duration.ofSeconds(3);

  /** Time for the peer to show that it is there after this process stood still. */
  private static final Duration PROOF = Duration.ofSeconds(2);

  /** Conclusion about the connection. */
  enum Verdict {
    ALIVE,
    /** Ask the peer for a sign of life. */
    ASK,
    DEAD
  }

  private final Resumption options;
  private ClockReading ticked;
  private long heardAt; // nanoseconds, as below
  private long askedAt;
  private boolean asked;
  private boolean suspected;

  LivenessProbe(Resumption options, ClockReading now) {
    this.options = options;
    ticked = now;
  }

  /** A new connection. */
  void connected(ClockReading now) {
    heard(now);
    ticked = now;
  }

  /** Something has come. */
  void heard(ClockReading now) {
    heardAt = now.nanos();
    asked = false;
    suspected = false;
  }

  /** Time without a word of the peer. */
  Duration silence(ClockReading now) {
    return Duration.ofNanos(now.nanos() - heardAt);
  }

  /** Returns whether the peer has to show that it is there before anything is entrusted to it. */
  boolean isSuspected() {
    return suspected;
  }

  /** Finds out whether this process stood still, so that the peer is to be asked. */
  Verdict checkClock(ClockReading now) {
    if (suspected || now.since(ticked).compareTo(STOOD_STILL) <= 0) {
      return Verdict.ALIVE;
    }
    ticked = now;
    suspected = true;
    return ask(now);
  }

  /** To be called every second or so. */
  Verdict tick(ClockReading now) {
    Verdict verdict = checkClock(now);
    ticked = now;
    if (asked) {
      Duration limit = suspected ? PROOF : options.pongWithin();
      return now.nanos() - askedAt > limit.toNanos() ? Verdict.DEAD : verdict;
    }
    return silence(now).compareTo(options.pingEvery()) >= 0 ? ask(now) : verdict;
  }

  private Verdict ask(ClockReading now) {
    asked = true;
    askedAt = now.nanos();
    return Verdict.ASK;
  }
}
