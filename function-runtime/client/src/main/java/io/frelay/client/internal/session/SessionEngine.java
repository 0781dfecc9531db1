package io.frelay.client.internal.session;

import io.frelay.client.Resumption;
import io.frelay.client.internal.session.LivenessProbe.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * One side of a session over however many connections, section 8 of {@code docs/protocol.md}. Pure:
 * it has no thread, lock, socket or clock. Its owner tells it what happens ({@link #connected},
 * {@link #received}, {@link #write}, {@link #tick}, ...) and then does what {@link #nextAction} and
 * {@link #nextOutput} say. What it may ask meanwhile is in {@link SessionStatus}.
 *
 * <p>A side is nascent until it has heard of the peer on any connection; nothing of the peer's
 * stream has reached it then, and it greets with BEGIN, later with RESUME. Not safe for use by
 * several threads.
 */
public final class SessionEngine extends SessionStatus {
  /** Bytes that every side can hold, and so that may be sent before the peer has greeted. */
  public static final int MIN_WINDOW = 256 << 10;

  /**
   * A peer that can hold more is not believed: what it has not confirmed is held here, too, so this
   * bounds what it can make us hold.
   */
  public static final int MAX_WINDOW = 64 << 20;

  /** Bytes of data in a frame that fills four TLS records with its header. */
  public static final int FULL_FRAME = (64 << 10) - Frame.HEADER;

  /** Something that the owner is to do with the connection. */
  public enum Action {
    /** The session goes on over it. */
    JOINED,
    /** The peer's stream begins with this session: no other of this process has it. */
    BEGUN,
    /** Another session with the peer has it from now on. */
    HAND_OVER,
    /** Close it at once. */
    CUT,
    /** The peer means {@link #stranger}: tell it if there is no such session, and close. */
    ANSWER,
    /** The session is over: send what is left to be sent, and end it in good order. */
    PART
  }

  private final Input input;

  public SessionEngine(Resumption options, ClockReading now) {
    this(Nonce.random(), options, now);
  }

  /** With a name that is known beforehand, for tests. */
  SessionEngine(Nonce own, Resumption options, ClockReading now) {
    super(own, options, now);
    input = new Input(state, greeting, ending, reuse);
  }

  /** Returns whether a side may hold so many bytes. */
  public static boolean isWindow(int bytes) {
    return bytes >= MIN_WINDOW && bytes <= MAX_WINDOW;
  }

  // --- events of the connection ---

  /** Another connection stands, on which neither side has said anything. */
  public void connected(ClockReading now) {
    connected(false, now);
  }

  /** The same, of a connection that a former session with the peer has left to this one. */
  public void inherited(ClockReading now) {
    connected(true, now);
  }

  private void connected(boolean inherited, ClockReading now) {
    greeting.connected(inherited, now);
    reuse.restart();
    input.restart();
    liveness.connected(now);
  }

  /**
   * Bytes have come. All are taken, unless somebody reads and has no room left: then the rest is to
   * come again when somebody does.
   *
   * @param direct what the application reads into; without room if nobody reads
   */
  public void received(ByteBuffer bytes, ByteBuffer direct, ClockReading now) {
    liveness.heard(now);
    input.received(bytes, direct, now);
  }

  /** The peer has closed the connection in good order. */
  public void peerLeft(ClockReading now) {
    input.peerLeft(now);
  }

  /** The connection is of no further use; another one is needed. */
  public void connectionLost(ClockReading now) {
    input.lost(now);
  }

  /** Nothing more goes over the connection; what the peer had sent before can still be read. */
  public void sendingFailed() {
    state.connection.sendingFailed();
  }

  /**
   * A greeting that names this side has come over another session's connection: it tells a nascent
   * side who its peer is, and so where to meet it. Returns whether this is the session it means.
   */
  public boolean heardOf(Frame.Resume resume) {
    return greeting.heardOf(resume);
  }

  // --- what to do ---

  /** The next of what is to be done with the connection, or null. */
  public Action nextAction() {
    return state.actions.poll();
  }

  /** Returns whether there is something to send. */
  public boolean hasOutput() {
    if (isOver()) {
      return state.output.hasFrames(); // GONE
    }
    return state.connection.isSendable()
        && !reuse.isAccepted()
        && (state.output.hasFrames()
            || reuse.isFrameDue()
            || ending.isLeaveDue()
            || (state.connection.mayStream() && state.output.hasStream()));
  }

  /**
   * Returns what to send next, or null. {@link #transmitted} is to follow if it has been given to
   * the connection, {@link #sendingFailed} if that has failed.
   *
   * @param most bytes of the stream
   */
  public Output nextOutput(int most) {
    if (!hasOutput()) {
      return null;
    }
    reuse.frame().ifPresent(state.output::add);
    if (!state.output.hasFrames() && ending.isLeaveDue()) {
      return Output.LEAVE;
    }
    return state.output.next(most, state.connection.mayStream() && !isOver());
  }

  /** The output has been given to the connection. */
  public void transmitted(Output given) {
    state.sending.transmitted(given.data());
    if (given.leaves()) {
      state.connection.left();
    }
  }

  // --- the application ---

  /**
   * Takes what the window has room for, nothing while the peer has to show first that it is there.
   * In the midst of a burst what does not fill a frame waits for more: {@link #isHolding}.
   *
   * @return number of bytes
   */
  public int write(ByteBuffer from, int most, ClockReading now) {
    int count = liveness.isSuspected() ? 0 : state.sending.write(from, most);
    state.output.written(count, now);
    return count;
  }

  /** The application waits for something else: nothing waits for more that it writes. */
  public void flush() {
    state.output.flush();
  }

  /** To be called about every millisecond while something waits. */
  public void flush(ClockReading now) {
    state.output.flush(now);
  }

  /** Ends the own stream behind all that was written. */
  public void endOutput() {
    if (!state.sending.isEnded()) {
      state.sending.end();
      state.output.confirm();
    }
  }

  /**
   * Reads what has come.
   *
   * @return number of bytes; 0 if there are none yet, -1 at the end of the peer's stream
   */
  public int read(ByteBuffer to) {
    return state.receiving.read(to);
  }

  // --- time ---

  /** To be called every second or so. */
  public void tick(ClockReading now) {
    if (!input.isConnected()) {
      return;
    }
    state.output.flush(now);
    Verdict verdict = liveness.tick(now);
    if (reuse.isQuiet()) {
      verdict = Verdict.ALIVE; // the peer's process may stand still
    }
    if (verdict == Verdict.DEAD || state.connection.isGreetingOverdue(now)) {
      connectionLost(now);
    } else {
      state.output.confirm();
      act(verdict);
    }
  }

  /** Before the application uses the stream: whether this process stood still. */
  public void checkClock(ClockReading now) {
    if (input.isConnected()) {
      act(liveness.checkClock(now));
    }
  }

  private void act(Verdict verdict) {
    if (verdict == Verdict.ASK && state.connection.mayStream()) {
      state.output.ping();
    }
  }

  // --- the end ---

  /** The application is done: what it wrote is still to arrive, what comes is thrown away. */
  public void close(ClockReading now) {
    ending.beginClosing(now);
    endOutput();
    state.receiving.discard();
  }

  /**
   * Whoever closes waits no longer. If the peer has all of ours and we of its, but it may not have
   * heard that, the session stays for its sake. A peer that just does not read is not waited for.
   *
   * @param mayStay whether there is somebody to keep it
   */
  public void stopClosing(boolean mayStay) {
    ending.stopClosing(mayStay);
  }

  // --- reuse of the connection ---

  /** Both sides know how to reuse a connection. To be called before the first one. */
  public void allowReuse() {
    reuse.allow();
  }

  /**
   * The application is done, as with {@link #close}, but the session waits for another one that
   * wants its connection.
   */
  public void keep() {
    endOutput();
    state.receiving.discard();
    reuse.keep();
  }

  /**
   * Another session wants the connection of this one, which is {@linkplain #keep kept}. What comes
   * of it is {@link Action#HAND_OVER}, unless {@link #reuseTime} passes first.
   *
   * @param timeout 1 to {@link Frame#MAX_REUSE_TIMEOUT} ms
   */
  public void reuse(Duration timeout, ClockReading now) {
    reuse.want(timeout, now);
  }

  // --- the end, at once ---

  /** Ends it at once, and tells the peer. */
  public void abort(SessionEnd why) {
    ending.part(why, Optional.of(GoneReason.ABORTED));
  }

  /** Ends it in good order, without a word. */
  public void part(SessionEnd why) {
    ending.part(why, Optional.empty());
  }

  /** Ends it and its connection at once. */
  public void cutOff(SessionEnd why) {
    ending.cutOff(why);
  }
}
