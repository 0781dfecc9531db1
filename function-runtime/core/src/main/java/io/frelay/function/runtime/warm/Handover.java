package io.frelay.function.runtime.warm;

import io.frelay.client.internal.session.ClockReading;
import java.time.Duration;
import java.util.Optional;

/**
 * What one end of a warm connection sends, expects, and when it gives up. Pure: frames and moments
 * in, frames out.
 *
 * <pre>{@code
 * leader (was TLS client):   IN_USE -end, park-> IDLE -take: OPEN-> ASKED ----ACCEPT: GO--> IN_USE
 * follower:                  IN_USE -end, park-> IDLE -take-> AWAITING -OPEN: ACCEPT-> ACCEPTED -GO-> IN_USE
 * }</pre>
 *
 * <p>The leader is committed by its GO, the follower by its ACCEPT until the leader's time and its
 * own are over; before that either may give up. To give up is to close the connection, which the
 * other end sees, so that both meet at the relay. Hence no end has a stream handed out that the
 * other gave up, unless the network or one of the processes stops in between.
 *
 * <p>The methods on input belong to the thread that reads, {@link #end} to the one that writes; all
 * others to whoever is both.
 */
final class Handover {
  /** The longest that an end may have the other wait. */
  static final Duration MOST_PATIENCE = Duration.ofSeconds(30);

  private enum Phase {
    IN_USE,
    IDLE,
    ASKED,
    AWAITING,
    ACCEPTED,
    GIVEN_UP
  }

  private final boolean leads;
  private Phase phase = Phase.IN_USE;
  private int use;
  private boolean inputEnded;
  private boolean outputEnded;
  private Duration patience = Duration.ZERO;
  private ClockReading waitingSince;
  private Duration bound = Duration.ZERO;

  /** Both ends have just met at the relay and use it for the first time. */
  Handover(boolean leads) {
    this.leads = leads;
  }

  /** Whether the peer has sent all of this use. */
  boolean inputEnded() {
    return inputEnded;
  }

  /** Whether this end has sent all of this use. */
  boolean outputEnded() {
    return outputEnded;
  }

  /** Ends the own direction of this use; what to send for it, once. */
  Optional<Frame> end() {
    if (outputEnded) {
      return Optional.empty();
    }
    outputEnded = true;
    return Optional.of(Frame.end());
  }

  /** Nobody uses it any more. The peer may: what it still sends stays where it is. */
  void park() {
    require(phase == Phase.IN_USE && outputEnded);
    phase = Phase.IDLE;
  }

  /** Somebody wants to use it: from here on it {@link #isWaiting}. Returns what to send. */
  Optional<Frame> take(ClockReading now, Duration ownPatience) {
    require(phase == Phase.IDLE);
    patience = ownPatience;
    waitFrom(now, ownPatience);
    phase = leads ? Phase.ASKED : Phase.AWAITING;
    return leads
        ? Optional.of(Frame.open(use + 1, (int) ownPatience.toMillis()))
        : Optional.empty();
  }

  /** Whether it is being taken and frames are to be {@link #received}. */
  boolean isWaiting() {
    return phase == Phase.ASKED || phase == Phase.AWAITING || phase == Phase.ACCEPTED;
  }

  boolean isInUse() {
    return phase == Phase.IN_USE;
  }

  /** How much longer to wait; zero or negative once it is time to give up. */
  Duration left(ClockReading now) {
    return bound.minus(now.since(waitingSince));
  }

  /**
   * Takes note of a frame and says what to send for it. A frame that comes too late ends the
   * waiting without a use: the other end may be gone since.
   */
  Optional<Frame> received(Frame frame, ClockReading now) throws FramingException {
    if (isWaiting() && (left(now).isZero() || left(now).isNegative())) {
      phase = Phase.GIVEN_UP;
      return Optional.empty();
    }
    switch (frame.type()) {
      case DATA -> permit(!inputEnded, frame);
      case END -> {
        permit(!inputEnded, frame);
        inputEnded = true;
      }
      case OPEN -> {
        permitNext(Phase.AWAITING, frame);
        Duration theirs = Duration.ofMillis(frame.patienceMs());
        permit(!theirs.isNegative() && theirs.compareTo(MOST_PATIENCE) <= 0, frame);
        waitFrom(now, patience.plus(theirs));
        phase = Phase.ACCEPTED;
        return Optional.of(Frame.accept(frame.use()));
      }
      case ACCEPT -> {
        permitNext(Phase.ASKED, frame);
        begin();
        return Optional.of(Frame.go(use));
      }
      case GO -> {
        permitNext(Phase.ACCEPTED, frame);
        begin();
      }
    }
    return Optional.empty();
  }

  private void permitNext(Phase expected, Frame frame) throws FramingException {
    permit(phase == expected && inputEnded && frame.use() == use + 1, frame);
  }

  private void permit(boolean inTurn, Frame frame) throws FramingException {
    if (!inTurn) {
      throw new FramingException("%s out of turn, in use %d".formatted(frame.type(), use));
    }
  }

  private void waitFrom(ClockReading now, Duration howLong) {
    waitingSince = now;
    bound = howLong;
  }

  private void begin() {
    use++;
    inputEnded = false;
    outputEnded = false;
    phase = Phase.IN_USE;
  }

  private void require(boolean allowed) {
    if (!allowed) {
      throw new IllegalStateException("not while it is " + phase);
    }
  }
}
