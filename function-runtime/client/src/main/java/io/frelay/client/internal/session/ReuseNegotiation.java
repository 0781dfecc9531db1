package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether the connection of a complete session goes to the next session of the same two
 * parties: "Reuse" in section 8 of {@code docs/protocol.md}. The leader is the side with the
 * smaller nonce.
 *
 * <pre>{@code
 * leader:    IN_USE -keep-> KEPT -want: REUSE-> WANTED ----ACCEPT: BEGIN of the next--> AGREED
 * follower:  IN_USE -keep-> KEPT -want-> WANTED -REUSE: ACCEPT-> ACCEPTED -BEGIN of the next-> AGREED
 * }</pre>
 *
 * <p>The leader is committed by the next session's BEGIN, the follower by its ACCEPT until the
 * leader's time and its own are over. To give up is to leave the session, which the other side
 * sees. A lost connection takes the two back to WANTED, over the next one.
 */
final class ReuseNegotiation {
  /** Bytes of a stream that nobody reads any more, until the connection is not worth keeping. */
  private static final int MAX_DROPPED = 1 << 20;

  private enum Phase {
    IN_USE,
    KEPT,
    WANTED,
    ACCEPTED,
    AGREED
  }

  private final EngineState state;
  private final Ending ending;
  private boolean allowed;
  private Phase phase = Phase.IN_USE;
  private int dropped; // bytes
  private Duration timeout = Duration.ZERO;
  private Duration bound = Duration.ZERO;
  private ClockReading since;

  // of the present connection
  private boolean asked;
  private Duration peerTimeout; // null until the peer has asked

  ReuseNegotiation(EngineState state, Ending ending) {
    this.state = state;
    this.ending = ending;
  }

  void allow() {
    allowed = true;
  }

  boolean isAllowed() {
    return allowed;
  }

  /** Another connection: nothing was said over it. */
  void restart() {
    asked = false;
    peerTimeout = null;
    if (phase == Phase.ACCEPTED) {
      phase = Phase.WANTED;
    }
  }

  void keep() {
    if (!allowed || phase != Phase.IN_USE) {
      throw new IllegalStateException("not to be kept, " + phase);
    }
    phase = Phase.KEPT;
  }

  /** The peer's application goes on writing what nobody reads. */
  void dropped(int count) {
    if (phase != Phase.IN_USE) {
      dropped += count;
      if (dropped > MAX_DROPPED) {
        ending.part(SessionEnd.CLOSED_HERE, Optional.empty());
      }
    }
  }

  void want(Duration timeout, ClockReading now) {
    if (phase != Phase.KEPT) {
      throw new IllegalStateException("not while it is " + phase);
    }
    phase = Phase.WANTED;
    this.timeout = timeout;
    waitFrom(now);
  }

  private void waitFrom(ClockReading now) {
    since = now;
    bound = peerTimeout == null ? timeout : timeout.plus(peerTimeout);
  }

  /** Time that this side still waits; none while it wants nothing. */
  Duration left(ClockReading now) {
    return since == null ? Duration.ZERO : bound.minus(now.since(since));
  }

  private boolean isInTime(ClockReading now) {
    return left(now).compareTo(Duration.ZERO) > 0;
  }

  private boolean leads() {
    return state.name.own().compareTo(state.name.peer()) < 0;
  }

  /** Returns whether nothing is to be asked of the peer but the connection. */
  boolean isQuiet() {
    return phase != Phase.IN_USE && state.isComplete();
  }

  /** Returns whether the next that this side says is the next session's. */
  boolean isAccepted() {
    return phase == Phase.ACCEPTED;
  }

  // --- what to send ---

  boolean isFrameDue() {
    return phase == Phase.WANTED
        && !ending.isClosing()
        && state.connection.isOpen()
        && state.isComplete()
        && (leads() ? !asked : peerTimeout != null);
  }

  /** The question or the answer, once for each connection. */
  Optional<Frame> frame() {
    if (!isFrameDue()) {
      return Optional.empty();
    }
    if (leads()) {
      asked = true;
      return Optional.of(new Frame.Reuse((int) timeout.toMillis()));
    }
    phase = Phase.ACCEPTED;
    return Optional.of(new Frame.Accept());
  }

  // --- what has come ---

  void asked(Frame.Reuse frame, ClockReading now) throws SessionRulesException {
    SessionRulesException.require(!leads() && peerTimeout == null, "REUSE out of turn");
    peerTimeout = Duration.ofMillis(frame.timeoutMs());
    if (phase == Phase.WANTED) {
      waitFrom(now);
    }
  }

  /**
   * Takes the peer's agreement. One that comes too late ends the session without a next one: the
   * peer may be gone since.
   */
  void accepted(ClockReading now) throws SessionRulesException {
    SessionRulesException.require(asked && leads() && phase == Phase.WANTED, "ACCEPT out of turn");
    settle(now);
  }

  /** Returns whether the next session begins here; none of these bytes is this one's then. */
  boolean isBegun(ByteBuffer bytes, ClockReading now) {
    if (phase != Phase.ACCEPTED || bytes.get(bytes.position()) != Frame.Type.BEGIN.code) {
      return false;
    }
    settle(now);
    return true;
  }

  private void settle(ClockReading now) {
    if (isInTime(now)) {
      phase = Phase.AGREED;
      ending.reused();
    } else {
      ending.part(SessionEnd.CLOSED_HERE, Optional.empty());
    }
  }
}
