package io.frelay.client.internal.session;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The own stream: what was written and is not confirmed is kept, to be sent again over another
 * connection.
 */
final class SendSide {
  private final ByteQueue outbox = new ByteQueue();
  private boolean ended;
  private long acked;
  private int peerWindow = SessionEngine.MIN_WINDOW;

  // of the present connection
  private long cursor;
  private boolean endTransmitted;

  /** The peer can hold so many bytes that its application has not taken. */
  void setPeerWindow(int window) {
    peerWindow = window;
  }

  int peerWindow() {
    return peerWindow;
  }

  // --- the application ---

  /** Number of bytes that may be written now: no more is kept than the peer can hold. */
  int credit() {
    return (int) Math.max(0, peerWindow - kept());
  }

  /**
   * Takes what the window has room for.
   *
   * @return number of bytes
   */
  int write(ByteBuffer from, int most) {
    if (ended) {
      throw new IllegalStateException("the stream is ended");
    }
    int count = Math.min(Math.min(from.remaining(), most), credit());
    outbox.append(from, count);
    return count;
  }

  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Number of bytes written. */
  long sent() {
    return outbox.end();
  }

  /** Number of bytes that the peer's application has taken, as far as known. */
  long confirmed() {
    return Math.min(acked, sent());
  }

  /**
   * Returns whether the peer's application has taken all there is, the end included if it is ended.
   */
  boolean isAllConfirmed() {
    return acked == length();
  }

  /** Returns whether the peer has confirmed anything. */
  boolean isAnyConfirmed() {
    return acked > 0;
  }

  private long length() {
    return sent() + (ended ? 1 : 0);
  }

  // --- the connection ---

  /** A new connection, on which the stream counts from its beginning. */
  void restart() {
    cursor = 0;
    endTransmitted = false;
  }

  /** The peer says that it has received up to there. */
  void requireSent(long received) throws SessionRulesException {
    SessionRulesException.require(received >= acked, "it has less than it had confirmed");
    SessionRulesException.require(received <= length(), "it has more than was sent");
  }

  /** It goes on where the peer says that it has received up to. */
  void resumeAt(long received) throws SessionRulesException {
    requireSent(received);
    cursor = Math.min(received, sent());
    endTransmitted = received > sent();
  }

  /** Number of bytes that have not gone over this connection. */
  long untransmitted() {
    return sent() - cursor;
  }

  /** Adds the next bytes to go over this connection, without copying them. */
  void view(int count, List<ByteBuffer> to) {
    outbox.view(cursor, count, to);
  }

  /** So many more bytes have been given to the connection. */
  void transmitted(int count) {
    cursor += count;
    forget();
  }

  /** Returns whether the end has to go over this connection. */
  boolean isEndDue() {
    return ended && !endTransmitted;
  }

  /**
   * The end of the stream, if its turn has come; once for each connection.
   *
   * @param ahead number of bytes that go over it before
   */
  Optional<Frame> endToTransmit(int ahead) {
    if (!isEndDue() || cursor + ahead < sent()) {
      return Optional.empty();
    }
    endTransmitted = true;
    return Optional.of(new Frame.End(sent()));
  }

  void acked(Frame.Ack ack) throws SessionRulesException {
    SessionRulesException.require(ack.count() >= acked, "it takes back what it had confirmed");
    SessionRulesException.require(ack.count() <= length(), "it confirms more than was sent");
    acked = ack.count();
    forget();
  }

  /** Lets go of what is confirmed, but not of what is being given to the connection. */
  private void forget() {
    long needless = Math.min(confirmed(), cursor);
    if (needless > outbox.start()) {
      outbox.dropBefore(needless);
    }
  }

  /** Number of bytes kept, to be sent again if need be. */
  long kept() {
    return outbox.end() - outbox.start();
  }
}
