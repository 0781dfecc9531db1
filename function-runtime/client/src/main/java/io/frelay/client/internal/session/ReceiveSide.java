package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The peer's stream: what has come, what the application has taken, and what to confirm. */
final class ReceiveSide {
  private final int window;
  private final ByteQueue inbox = new ByteQueue();
  private long consumed;
  private boolean ended;
  private boolean inHand;
  private boolean discarding;
  private long ackSent;

  // of the present connection
  private long position;
  private int known; // bytes of the current frame that are here already

  ReceiveSide(int window) {
    this.window = window;
  }

  int window() {
    return window;
  }

  // --- the connection ---

  /** A new connection, on which the stream comes from its beginning. */
  void restart() {
    position = 0;
    known = 0;
  }

  /** It comes from where our greeting says. */
  void resume() {
    position = received();
  }

  /** Number of bytes that have come, taken or not; the end counts as one more. */
  long count() {
    return received() + (ended ? 1 : 0);
  }

  /** Number of bytes that have come, taken or not. */
  long received() {
    return consumed + inbox.end() - inbox.start();
  }

  /** A data frame of so many bytes begins. */
  void dataBegins(int length) throws SessionRulesException {
    known = (int) Math.min(length, received() - position);
    int fresh = length - known;
    SessionRulesException.require(fresh == 0 || !ended, "data behind the end");
    SessionRulesException.require(
        received() + fresh - consumed <= window, "more data than fits the window");
  }

  /**
   * Takes data of the frame: to the application, as much as it has room for, if it reads, or else
   * into the inbox.
   *
   * @param count how many bytes of {@code from} belong to the frame
   * @param direct what the application reads into; without room if nobody reads
   * @return number of bytes taken
   */
  int take(ByteBuffer from, int count, ByteBuffer direct) {
    int dropped = Math.min(known, count);
    from.position(from.position() + dropped);
    known -= dropped;
    int fresh = count - dropped;
    if (inbox.isEmpty() && direct.hasRemaining()) {
      fresh = Math.min(fresh, direct.remaining());
      direct.put(direct.position(), from, from.position(), fresh);
      direct.position(direct.position() + fresh);
      from.position(from.position() + fresh);
      consumed += fresh;
      inHand |= fresh > 0;
    } else {
      inbox.append(from, fresh);
    }
    position += dropped + fresh;
    discardIfDone();
    return dropped + fresh;
  }

  void ended(Frame.End end) throws SessionRulesException {
    SessionRulesException.require(
        end.total() == position && position == received(), "an end at the wrong place");
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  // --- the application ---

  /**
   * Takes what is in the inbox.
   *
   * @return number of bytes; 0 if nothing is there, -1 at the end of the stream
   */
  int read(ByteBuffer to) {
    inHand = false; // it comes back for more
    int count = inbox.read(to);
    consumed += count;
    inHand = count > 0;
    return count == 0 && isAtEnd() ? -1 : count;
  }

  /** From now on what comes is thrown away. */
  void discard() {
    discarding = true;
    discardIfDone();
  }

  private void discardIfDone() {
    if (discarding) {
      inHand = false;
      consumed += inbox.end() - inbox.start();
      inbox.dropBefore(inbox.end());
    }
  }

  /** Returns whether the application has taken all of the stream, up to its end. */
  boolean isAtEnd() {
    return ended && inbox.isEmpty();
  }

  /** Number of bytes that the application has not taken. */
  long held() {
    return inbox.end() - inbox.start();
  }

  // --- confirmation ---

  /** Returns whether so much has been taken that the peer should hear of it at once. */
  boolean isAckUrgent() {
    return taken() - ackSent >= window / 4 || (isEndTaken() && ackSent < taken());
  }

  /** Returns whether anything has been taken since the last confirmation. */
  boolean isAckDue() {
    return taken() != ackSent;
  }

  /** Confirmation of what has been taken since the last one; empty if nothing has. */
  Optional<Frame> ack() {
    if (!isAckDue()) {
      return Optional.empty();
    }
    ackSent = taken();
    return Optional.of(new Frame.Ack(ackSent));
  }

  /** On a new connection: the last confirmation may have been lost. */
  void forgetAck() {
    ackSent = 0;
  }

  /** Returns whether the application has taken all, the end included, and the peer was told. */
  boolean isComplete() {
    return isEndTaken() && !isAckDue();
  }

  /**
   * A confirmed end says that nothing went wrong with what came before it: not while the
   * application is busy with the last of that.
   */
  private boolean isEndTaken() {
    return isAtEnd() && !inHand;
  }

  private long taken() {
    return consumed + (isEndTaken() ? 1 : 0);
  }
}
