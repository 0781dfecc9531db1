package io.frelay.client.session;

import io.frelay.client.Resumption;
import io.frelay.client.SessionCounts;
import io.frelay.client.session.ConnectionState.Phase;
import io.frelay.client.session.LivenessProbe.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * One side of a session over however many connections, section 8 of {@code docs/protocol.md}. Pure:
 * it has no thread, lock, socket or clock. Its owner tells it what happens ({@link #connected},
 * {@link #received}, {@link #write}, {@link #tick}, ...) and then does what {@link #nextAction} and
 * {@link #nextOutput} say.
 *
 * <p>A side is nascent until it has heard of the peer on any connection; nothing of the peer's
 * stream has reached it then, and it greets with BEGIN, later with RESUME. Not safe for use by
 * several threads.
 */
public final class SessionEngine {
  /** What every side must be able to hold, and so what may be sent before the peer has greeted. */
  public static final int MIN_WINDOW = 256 << 10;

  /**
   * A peer that can hold more is not believed: what it has not confirmed is held here, too, so this
   * bounds what it can make us hold.
   */
  public static final int MAX_WINDOW = 64 << 20;

  /** Bytes of data in a frame that fills four TLS records with its header. */
  public static final int FULL_FRAME = (64 << 10) - Frame.HEADER;

  /** What the owner is to do with the connection. */
  public enum Action {
    /** The session goes on over it. */
    JOINED,
    /** The peer's stream begins with this session: no other of this process has it. */
    BEGUN,
    /** Close it at once. */
    CUT,
    /** The peer means {@link #stranger}: tell it if there is no such session, and close. */
    ANSWER,
    /** The session is over: send what is left to be sent, and end it in good order. */
    PART
  }

  private final SessionName name;
  private final SendSide sending = new SendSide();
  private final ReceiveSide receiving;
  private final OutputQueue output;
  private final ConnectionState connection = new ConnectionState();
  private final LivenessProbe liveness;
  private final Closing closing;
  private final Queue<Action> actions = new ArrayDeque<>();
  private FrameDecoder decoder = new FrameDecoder();
  private Frame.Resume stranger;
  private int resumptions;
  private SessionEnd end;
  private SessionRulesException fault;

  public SessionEngine(Resumption options, ClockReading now) {
    this(Nonce.random(), options, now);
  }

  /** With a name that is known beforehand, for tests. */
  SessionEngine(Nonce own, Resumption options, ClockReading now) {
    name = new SessionName(own);
    receiving = new ReceiveSide(options.window());
    output = new OutputQueue(sending, receiving);
    liveness = new LivenessProbe(options, now);
    closing = new Closing(options.patience());
  }

  /** Whether a side may hold so many bytes. */
  public static boolean isWindow(int bytes) {
    return bytes >= MIN_WINDOW && bytes <= MAX_WINDOW;
  }

  static void require(boolean kept, String otherwise) throws SessionRulesException {
    if (!kept) {
      throw new SessionRulesException(otherwise);
    }
  }

  // --- events of the connection ---

  /** Another connection stands, on which neither side has said anything. */
  public void connected(ClockReading now) {
    boolean begins = !name.isComplete();
    connection.connected(begins, now);
    decoder = new FrameDecoder();
    sending.restart();
    receiving.restart();
    liveness.connected(now);
    output.clear();
    output.add(
        begins
            ? new Frame.Begin(name.own(), receiving.window())
            : new Frame.Resume(name.own(), name.peer(), receiving.count(), receiving.window()));
  }

  /**
   * Bytes have come. All are taken, unless somebody reads and has no room left: then the rest is to
   * come again when somebody does.
   *
   * @param direct what the application reads into; without room if nobody reads
   */
  public void received(ByteBuffer bytes, ByteBuffer direct, ClockReading now) {
    liveness.heard(now);
    boolean reads = direct.hasRemaining();
    try {
      while (bytes.hasRemaining() && isConnected()) {
        if (decoder.dataLeft() == 0) {
          Frame frame = decoder.next(bytes);
          if (frame != null) {
            heard(frame, now);
          }
        } else if (reads && !direct.hasRemaining()) {
          return;
        } else {
          data(bytes, direct);
        }
      }
    } catch (SessionRulesException e) {
      fault = e;
      part(SessionEnd.PEER_BROKE_RULES, Optional.of(GoneReason.BROKEN_RULES));
    }
  }

  private void data(ByteBuffer bytes, ByteBuffer direct) {
    int count = Math.min(bytes.remaining(), decoder.dataLeft());
    if (connection.phase() == Phase.STRANGE) {
      bytes.position(bytes.position() + count); // what a new peer says before GONE
    } else {
      count = receiving.take(bytes, count, direct);
    }
    decoder.dataTaken(count);
  }

  /** The peer has closed the connection in good order. */
  public void peerLeft(ClockReading now) {
    if (connection.isBeingResumed() || decoder.isInsideFrame()) {
      connectionLost(now);
    } else if (isConnected()) {
      SessionEnd why = receiving.isEnded() ? SessionEnd.LEFT_BY_PEER : SessionEnd.CUT_SHORT_BY_PEER;
      part(why, Optional.empty());
    }
  }

  /** The connection is of no further use; another one is needed. */
  public void connectionLost(ClockReading now) {
    if (isConnected()) {
      down(Action.CUT, now);
    }
  }

  private void down(Action then, ClockReading now) {
    connection.lost(now);
    output.clear();
    actions.add(then);
  }

  private boolean isConnected() {
    return !connection.isDown() && !isOver();
  }

  /** Nothing more goes over the connection; what the peer had sent before can still be read. */
  public void sendingFailed() {
    connection.sendingFailed();
  }

  // --- frames ---

  private void heard(Frame frame, ClockReading now) throws SessionRulesException {
    connection.heard();
    if (frame instanceof Frame.Gone gone) {
      gone(gone, now);
    } else if (connection.phase() == Phase.GREETING) {
      greeted(frame, now);
    } else if (connection.phase() == Phase.STRANGE) {
      return; // only GONE is of interest
    } else if (frame instanceof Frame.Data data) {
      receiving.dataBegins(data.length());
    } else if (frame instanceof Frame.End last) {
      receiving.ended(last);
    } else if (frame instanceof Frame.Ack ack) {
      sending.acked(ack);
    } else if (frame instanceof Frame.Ping ping) {
      output.pong(ping);
    } else if (frame instanceof Frame.Begin || frame instanceof Frame.Resume) {
      throw new SessionRulesException("greeted twice");
    }
  }

  private void gone(Frame.Gone gone, ClockReading now) {
    if (name.isMeant(gone)) {
      over(
          switch (gone.reason()) {
            case UNKNOWN -> SessionEnd.PEER_RESTARTED;
            case ABORTED -> SessionEnd.ABORTED_BY_PEER;
            case BROKEN_RULES -> SessionEnd.REFUSED_BY_PEER;
          });
      actions.add(Action.CUT);
    } else if (!connection.isOpen()) {
      connectionLost(now);
    }
  }

  private void greeted(Frame frame, ClockReading now) throws SessionRulesException {
    if (frame instanceof Frame.Begin begin) {
      begun(begin, now);
    } else if (frame instanceof Frame.Resume resume) {
      resumed(resume, now);
    } else {
      throw new SessionRulesException("a connection that begins with type " + frame.code());
    }
  }

  private void begun(Frame.Begin begin, ClockReading now) throws SessionRulesException {
    if (!connection.hasBegun() && !begin.own().equals(name.peer())) {
      connection.stranger(); // GONE may follow
      return;
    }
    require(!sending.isAnyConfirmed(), "it has forgotten what it had confirmed");
    join(begin.own(), begin.window(), now);
    actions.add(Action.BEGUN);
  }

  private void resumed(Frame.Resume resume, ClockReading now) throws SessionRulesException {
    boolean began = connection.hasBegun();
    if (!name.isMeant(resume) || !(began || resume.own().equals(name.peer()))) {
      stranger = resume;
      down(Action.ANSWER, now);
      return;
    }
    if (!began) {
      sending.resumeAt(resume.received());
      receiving.resume();
    } else {
      sending.requireSent(resume.received());
    }
    join(resume.own(), resume.window(), now);
  }

  private void join(Nonce peer, int window, ClockReading now) throws SessionRulesException {
    require(!peer.equals(name.own()), "our own name");
    require(!name.isComplete() || window == sending.peerWindow(), "a window that changes");
    name.setPeer(peer);
    sending.setPeerWindow(window);
    connection.opened();
    closing.opened(now);
    actions.add(Action.JOINED);
    if (!connection.isFirst()) {
      resumptions++;
      receiving.forgetAck(); // the last one may have been lost
      output.confirm();
    }
  }

  /**
   * A greeting that names this side has come over another session's connection: it tells a nascent
   * side who its peer is, and so where to meet it. Returns whether this is the session it means.
   */
  public boolean heardOf(Frame.Resume resume) {
    if (!name.isComplete() && name.isMeant(resume) && !resume.own().equals(name.own())) {
      name.setPeer(resume.own());
      sending.setPeerWindow(resume.window());
    }
    return !isOver() && resume.own().equals(name.peer());
  }

  // --- what to do ---

  /** The next of what is to be done with the connection, or null. */
  public Action nextAction() {
    return actions.poll();
  }

  /** The greeting that {@link Action#ANSWER} is about. */
  public Frame.Resume stranger() {
    return stranger;
  }

  /** Whether there is something to send. */
  public boolean hasOutput() {
    if (isOver()) {
      return output.hasFrames(); // GONE
    }
    return connection.isSendable()
        && (output.hasFrames() || isLeaveDue() || (connection.mayStream() && output.hasStream()));
  }

  /**
   * What to send next, or null. {@link #transmitted} is to follow if it has been given to the
   * connection, {@link #sendingFailed} if that has failed.
   *
   * @param most bytes of the stream
   */
  public Output nextOutput(int most) {
    if (!hasOutput()) {
      return null;
    }
    if (!output.hasFrames() && isLeaveDue()) {
      return Output.LEAVE;
    }
    return output.next(most, connection.mayStream() && !isOver());
  }

  /** The output has been given to the connection. */
  public void transmitted(Output given) {
    sending.transmitted(given.data());
    if (given.leaves()) {
      connection.left();
    }
  }

  private boolean isLeaveDue() {
    return closing.hasBegun() && connection.isOpen() && isComplete();
  }

  // --- the application ---

  /**
   * Takes what the window has room for, nothing while the peer has to show first that it is there.
   * In the midst of a burst what does not fill a frame waits for more: {@link #isHolding}.
   *
   * @return number of bytes
   */
  public int write(ByteBuffer from, int most, ClockReading now) {
    int count = liveness.isSuspected() ? 0 : sending.write(from, most);
    output.written(count, now);
    return count;
  }

  /** Whether some of what was written waits for more, or for {@link #flush}. */
  public boolean isHolding() {
    return output.isHolding();
  }

  /** The application waits for something else: nothing waits for more that it writes. */
  public void flush() {
    output.flush();
  }

  /** To be called about every millisecond while something waits. */
  public void flush(ClockReading now) {
    output.flush(now);
  }

  /** Ends the own stream behind all that was written. */
  public void endOutput() {
    if (!sending.isEnded()) {
      sending.end();
      output.confirm();
    }
  }

  public boolean isOutputEnded() {
    return sending.isEnded();
  }

  /**
   * Reads what has come.
   *
   * @return number of bytes; 0 if there are none yet, -1 at the end of the peer's stream
   */
  public int read(ByteBuffer to) {
    return receiving.read(to);
  }

  /** Whether the peer's application has taken all there is, the end included if it is ended. */
  public boolean isAllConfirmed() {
    return sending.isAllConfirmed();
  }

  /** Number of bytes on their way or at the peer and not confirmed. */
  public long unconfirmed() {
    return sending.sent() - sending.confirmed();
  }

  // --- time ---

  /** To be called every second or so. */
  public void tick(ClockReading now) {
    if (!isConnected()) {
      return;
    }
    output.flush(now);
    Verdict verdict = liveness.tick(now);
    if (verdict == Verdict.DEAD || connection.isGreetingOverdue(now)) {
      connectionLost(now);
    } else {
      output.confirm();
      act(verdict);
    }
  }

  /** Before the application uses the stream: whether this process stood still. */
  public void checkClock(ClockReading now) {
    if (isConnected()) {
      act(liveness.checkClock(now));
    }
  }

  private void act(Verdict verdict) {
    if (verdict == Verdict.ASK && connection.mayStream()) {
      output.ping();
    }
  }

  /** Time without a word of the peer. */
  public Duration silence(ClockReading now) {
    return liveness.silence(now);
  }

  /** Whether somebody has to read although the application does not. */
  public boolean isToBeHeard() {
    return connection.isMute() || sending.isEnded() || connection.isBeingResumed();
  }

  // --- the search for another connection ---

  /** Whether another connection is needed. */
  public boolean isDown() {
    return connection.isDown();
  }

  /** Whether there was no connection before the present one. */
  public boolean isFirstConnection() {
    return connection.isFirst();
  }

  /**
   * Since when there is no connection of use. One over which the peer says no more than its
   * greeting is of none: otherwise the patience would begin anew with each of these.
   */
  public ClockReading lostSince() {
    return connection.lostSince();
  }

  /** The tag at which both sides meet again; empty for a nascent side. */
  public Optional<String> resumeTag() {
    return name.isComplete() ? Optional.of(name.resumeTag()) : Optional.empty();
  }

  /** Whether it is the peer alone that may need another connection. */
  public boolean needsNothing() {
    return closing.isStaying() && isComplete();
  }

  // --- the end ---

  /** The application is done: what it wrote is still to arrive, what comes is thrown away. */
  public void close(ClockReading now) {
    closing.begin(now);
    endOutput();
    receiving.discard();
  }

  /** How much longer whoever closes waits; zero or less once it need not. */
  public Duration closingTime(ClockReading now) {
    boolean lost = connection.isDown() || connection.isBeingResumed();
    return isOver() ? Duration.ZERO : closing.left(lost && unconfirmed() > 0, now);
  }

  /**
   * Whoever closes waits no longer. If the peer has all of ours and we of its, but it may not have
   * heard that, the session stays for its sake. A peer that just does not read is not waited for.
   *
   * @param mayStay whether there is somebody to keep it
   */
  public void stopClosing(boolean mayStay) {
    if (mayStay && receiving.isAtEnd() && connection.isUncertain()) {
      closing.stay();
    } else {
      part(SessionEnd.CLOSED_HERE, Optional.empty());
    }
  }

  /** Ends it at once, and tells the peer. */
  public void abort(SessionEnd why) {
    part(why, Optional.of(GoneReason.ABORTED));
  }

  /** Ends it in good order, without a word. */
  public void part(SessionEnd why) {
    part(why, Optional.empty());
  }

  /** Ends it and its connection at once. */
  public void cutOff(SessionEnd why) {
    if (!isOver()) {
      over(why);
      if (!connection.isDown()) {
        actions.add(Action.CUT);
      }
    }
  }

  private void part(SessionEnd why, Optional<GoneReason> reason) {
    if (isOver()) {
      return;
    }
    over(why);
    if (!connection.isDown()) {
      reason.ifPresent(each -> output.add(new Frame.Gone(name.own(), each)));
      actions.add(Action.PART);
    }
  }

  private void over(SessionEnd why) {
    end = why;
    output.clear();
  }

  public boolean isOver() {
    return end != null;
  }

  /** Why it is over; null while it is not. */
  public SessionEnd end() {
    return end;
  }

  /** Which rule the peer broke, if that is why. */
  public SessionRulesException fault() {
    return fault;
  }

  /** Whether both streams have ended and both sides know. */
  public boolean isComplete() {
    return sending.isEnded() && sending.isAllConfirmed() && receiving.isComplete();
  }

  // --- what is known ---

  public Nonce own() {
    return name.own();
  }

  /** The name of the peer's side; null before it is known. */
  public Nonce peer() {
    return name.peer();
  }

  public SessionCounts counts() {
    return new SessionCounts(
        sending.sent(), sending.confirmed(), receiving.received(), resumptions);
  }

  /** Number of bytes that are here and not taken, for tests. */
  long held() {
    return receiving.held();
  }

  /** Number of bytes kept to be sent again, for tests. */
  long kept() {
    return sending.kept();
  }
}
