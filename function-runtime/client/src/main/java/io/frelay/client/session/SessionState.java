package io.frelay.client.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * One side of a session: what was sent and received of the two streams, over however many
 * connections. Pure: frames and counts in, frames and counts out.
 *
 * <pre>{@code
 *           BEGIN of the peer, or RESUME that names us
 * NASCENT ------------------------------------------------> ESTABLISHED
 * greets with BEGIN                                         greets with RESUME
 * }</pre>
 *
 * <p>A side is nascent until it has heard of the peer on any connection; nothing of the peer's
 * stream has reached it then. Positions on a connection: behind a side's BEGIN its stream counts
 * from 0; behind its RESUME it goes on where the other's greeting says that it has received up to
 * (0 if that was a BEGIN). What the other has already is dropped.
 *
 * <p>Not safe for use by several threads.
 */
public final class SessionState {
  /** What every side must be able to hold, and so what may be sent before the peer has greeted. */
  public static final int LEAST_WINDOW = 256 << 10;

  /**
   * A peer that can hold more is not believed: what it has not confirmed is held here, too, so this
   * bounds what it can make us hold.
   */
  public static final int MOST_WINDOW = 64 << 20;

  /** What the peer's greeting means. */
  public enum Greeting {
    /** The session begins or goes on over this connection. */
    OURS,
    /** The peer is a process that knows nothing of this session: {@link Frame.Gone} may follow. */
    ANOTHER_BEGINS,
    /** The peer means to resume a session, but not this one. */
    ANOTHER_RESUMES
  }

  private static final int TAG_BYTES = 18;

  private final Nonce own;
  private final int window;
  private Nonce peer;

  private long sent;
  private boolean outputEnded;
  private long acked;
  private int peerWindow = LEAST_WINDOW;

  private long received;
  private boolean inputEnded;
  private long consumed;
  private boolean inHand;
  private long ackSent;

  // of the current connection
  private boolean began;
  private boolean greeted;
  private long cursor;
  private boolean endTransmitted;
  private long arrivedUpTo;

  /**
   * @param window how many bytes that the application has not taken this side can hold
   */
  public SessionState(int window) {
    this(Nonce.random(), window);
  }

  /** With a name that is known beforehand, for tests. */
  SessionState(Nonce own, int window) {
    if (window < LEAST_WINDOW || window > MOST_WINDOW) {
      throw new IllegalArgumentException("a window of " + window + " bytes");
    }
    this.own = own;
    this.window = window;
  }

  public Nonce own() {
    return own;
  }

  /** Whether this side has heard of the peer. */
  public boolean isEstablished() {
    return peer != null;
  }

  /**
   * Where both sides meet to go on. Only they know it beforehand, and it tells nothing of the
   * halves that it is made of.
   */
  public String resumeTag() {
    if (peer == null) {
      throw new IllegalStateException("only once it is established");
    }
    boolean ownFirst = own.compareTo(peer) < 0;
    byte[] name = new byte[2 * Nonce.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(name);
    (ownFirst ? own : peer).write(buffer);
    (ownFirst ? peer : own).write(buffer);
    byte[] hash = sha256("frelay/2 resume".getBytes(StandardCharsets.US_ASCII), name);
    byte[] part = Arrays.copyOf(hash, TAG_BYTES);
    return "frelay/2 " + Base64.getUrlEncoder().encodeToString(part);
  }

  // --- a connection ---

  /** A new connection: what to send on it first. */
  public Frame greet() {
    greeted = false;
    began = peer == null;
    cursor = 0;
    endTransmitted = false;
    arrivedUpTo = 0;
    return began
        ? new Frame.Begin(own, window)
        : new Frame.Resume(own, peer, received + (inputEnded ? 1 : 0), window);
  }

  /** Whether the peer's greeting has come on this connection. */
  public boolean isGreeted() {
    return greeted;
  }

  /** Takes the first frame of a connection. */
  public Greeting greeted(Frame frame) throws SessionRulesException {
    require(!greeted, "greeted twice");
    if (frame instanceof Frame.Begin begin) {
      return begun(begin);
    }
    if (frame instanceof Frame.Resume resume) {
      return resumed(resume);
    }
    throw new SessionRulesException("a connection that begins with type " + frame.code());
  }

  private Greeting begun(Frame.Begin begin) throws SessionRulesException {
    if (!began && !begin.own().equals(peer)) {
      return Greeting.ANOTHER_BEGINS;
    }
    require(!begin.own().equals(own), "our own name");
    require(acked == 0, "it has forgotten what it had confirmed");
    require(peer == null || begin.window() == peerWindow, "a window that changes");
    peer = begin.own();
    peerWindow = begin.window();
    arrivedUpTo = 0;
    greeted = true;
    return Greeting.OURS;
  }

  private Greeting resumed(Frame.Resume resume) throws SessionRulesException {
    boolean names = resume.peer().equals(own) && (began || resume.own().equals(peer));
    if (!names) {
      return Greeting.ANOTHER_RESUMES;
    }
    require(!resume.own().equals(own), "our own name");
    require(resume.received() >= acked, "it has less than it had confirmed");
    require(resume.received() <= outLength(), "it has more than was sent");
    require(peer == null || resume.window() == peerWindow, "a window that changes");
    peer = resume.own();
    peerWindow = resume.window();
    if (began) {
      arrivedUpTo = 0;
    } else {
      cursor = Math.min(resume.received(), sent);
      endTransmitted = resume.received() > sent;
      arrivedUpTo = received;
    }
    greeted = true;
    return Greeting.OURS;
  }

  /**
   * Takes a greeting that names this side, but has come over another session's connection: it tells
   * a nascent side who its peer is, and so where to meet it.
   */
  public void heardOf(Frame.Resume resume) {
    if (peer == null && resume.peer().equals(own) && !resume.own().equals(own)) {
      peer = resume.own();
      peerWindow = resume.window();
    }
  }

  /** The name of the peer's side; null before it is established. */
  public Nonce peer() {
    return peer;
  }

  /** Whether {@code gone} is about this session. */
  public boolean isMeant(Frame.Gone gone) {
    return gone.own().equals(peer);
  }

  // --- the own stream ---

  /** How many new bytes may be sent. */
  public int credit() {
    return (int) Math.max(0, confirmed() + peerWindow - sent);
  }

  /** The application has written this much, within the credit. */
  public void written(int count) {
    if (outputEnded || count > credit()) {
      throw new IllegalStateException("not to be written now");
    }
    sent += count;
  }

  /** The application has ended the stream. */
  public void endOutput() {
    outputEnded = true;
  }

  public boolean isOutputEnded() {
    return outputEnded;
  }

  /** Whether the stream may go over this connection yet. */
  public boolean maySend() {
    return greeted || began;
  }

  /** Position of the next byte to go over this connection. */
  public long cursor() {
    return cursor;
  }

  /** How much of what is written has not gone over this connection. */
  public long untransmitted() {
    return sent - cursor;
  }

  /** So many bytes from the cursor on have been given to the connection. */
  public void transmitted(int count) {
    cursor += count;
  }

  /** The end of the stream, if its turn has come; once for each connection. */
  public Optional<Frame> endToTransmit() {
    if (!outputEnded || endTransmitted || !maySend() || cursor < sent) {
      return Optional.empty();
    }
    endTransmitted = true;
    return Optional.of(new Frame.End(sent));
  }

  /** Everything before this position is needed no more. */
  public long forgettable() {
    return Math.min(Math.min(acked, sent), cursor);
  }

  public void acked(Frame.Ack ack) throws SessionRulesException {
    require(ack.count() >= acked, "it takes back what it had confirmed");
    require(ack.count() <= outLength(), "it confirms more than was sent");
    acked = ack.count();
  }

  /** How many bytes the application wrote. */
  public long sent() {
    return sent;
  }

  /** How many of these bytes the peer's application has taken, as far as known. */
  public long confirmed() {
    return Math.min(acked, sent);
  }

  /** Whether the peer's application has taken all there is, the end included if it is ended. */
  public boolean isAllConfirmed() {
    return acked == outLength();
  }

  private long outLength() {
    return sent + (outputEnded ? 1 : 0);
  }

  // --- the peer's stream ---

  /**
   * A data frame begins.
   *
   * @return how many of its first bytes are here already and to be dropped
   */
  public int dataBegins(int length) throws SessionRulesException {
    int known = (int) Math.min(length, received - arrivedUpTo);
    int fresh = length - known;
    require(fresh == 0 || !inputEnded, "data behind the end");
    require(received + fresh - consumed <= window, "more data than fits the window");
    return known;
  }

  /** Of the bytes to be dropped so many have come. */
  public void dropped(int count) {
    arrivedUpTo += count;
  }

  /** So many new bytes have come. */
  public void arrived(int count) {
    arrivedUpTo += count;
    received += count;
  }

  /** The application has taken so many bytes. */
  public void consumed(int count) {
    consumed += count;
  }

  /**
   * Whether the application is still busy with the last of what it has taken. So long the end is
   * not confirmed: a confirmed end says that nothing went wrong with what came before it.
   */
  public void setInHand(boolean value) {
    inHand = value;
  }

  public void ended(Frame.End end) throws SessionRulesException {
    require(end.total() == arrivedUpTo && arrivedUpTo == received, "an end at the wrong place");
    inputEnded = true;
  }

  public boolean isInputEnded() {
    return inputEnded;
  }

  /** Whether the application has taken all of the peer's stream, up to its end. */
  public boolean isAtEnd() {
    return inputEnded && consumed == received;
  }

  /** How much of the peer's stream has come. */
  public long received() {
    return received;
  }

  /** How much of it the application has taken. */
  public long consumedBytes() {
    return consumed;
  }

  /** Whether so much has been taken that the peer should hear of it at once. */
  public boolean isAckUrgent() {
    return greeted
        && (inLength() - ackSent >= window / 4 || (isEndTaken() && ackSent < inLength()));
  }

  /** Whether anything has been taken since the last one. */
  public boolean isAckDue() {
    return greeted && inLength() != ackSent;
  }

  /** What has been taken since the last one, if anything. */
  public Optional<Frame> ack() {
    if (!isAckDue()) {
      return Optional.empty();
    }
    ackSent = inLength();
    return Optional.of(new Frame.Ack(ackSent));
  }

  /** On a new connection: the last one may have been lost. */
  public void forgetAck() {
    ackSent = 0;
  }

  private boolean isEndTaken() {
    return isAtEnd() && !inHand;
  }

  private long inLength() {
    return consumed + (isEndTaken() ? 1 : 0);
  }

  /** Whether both streams have ended and both sides know. */
  public boolean isComplete() {
    return outputEnded && isAllConfirmed() && isEndTaken() && ackSent == inLength();
  }

  private static void require(boolean kept, String otherwise) throws SessionRulesException {
    if (!kept) {
      throw new SessionRulesException(otherwise);
    }
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
