package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.PeerConnection;
import io.frelay.client.Resumption;
import io.frelay.client.SessionCounts;
import io.frelay.client.SessionLostException;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.Frame;
import io.frelay.client.internal.session.GoneReason;
import io.frelay.client.internal.session.Nonce;
import io.frelay.client.internal.session.Output;
import io.frelay.client.internal.session.SessionEnd;
import io.frelay.client.internal.session.SessionEngine;
import io.frelay.client.internal.tls.GracefulClose;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads of one session around its {@link SessionEngine}.
 *
 * <p>Locking: the lock guards every field, the engine first of all, and nobody holds it during
 * input or output, which belong to whichever one thread is the reader ({@link #receive}) and
 * whichever one is the sender ({@link #transmit}) at the time.
 *
 * <p>No thread is a reader for good: whoever needs something of the peer, its data or its
 * confirmation, reads for as long as that takes. A thread that reads does not wait to send: what it
 * has to say another thread sends.
 */
public final class SessionShell {
  /**
   * While no more than this is on its way, a few bytes more do not block: the kernel's buffer has
   * room.
   */
  private static final int SURE_TO_FIT = 8 << 10;

  /** Time for a connection that the session has left to close, whatever blocks on it. */
  private static final Duration LAST_CALL = Duration.ofSeconds(2);

  /** If the peer was heard more lately than that, the application reads. */
  private static final Duration QUIET = Duration.ofMillis(500);

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Time after which what waits for more of a burst is looked at. */
  private static final Duration HOLD = Duration.ofMillis(1);

  private static final Duration GLANCE = Duration.ofMillis(10);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final String peer;
  private final SessionRuntime runtime;
  private final SessionEngine engine;
  private final Nonce own;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** For the session's own thread alone, so that what flows does not wake it. */
  private final Condition broken = lock.newCondition();

  /** Never signalled: what waits for more of a burst is looked at from time to time. */
  private final Condition held = lock.newCondition();

  private SessionConnection link; // null while there is none
  private boolean reading;
  private boolean sending;
  private boolean flushing; // a thread sees to what waits for more of a burst
  private int readers; // threads of the application that want to read
  private List<X509Certificate> shown = List.of();
  private SessionConnection inheritance; // what the next session has from this one
  private IOException failure; // once it is over
  private WrongSessionException misjoined; // the last time that the relay joined us with others
  private CompletableFuture<Void> parting = CompletableFuture.completedFuture(null);

  /**
   * @param reuses whether the peer can leave its connection to the next session
   */
  SessionShell(String peer, Resumption options, SessionRuntime runtime, boolean reuses) {
    this.peer = peer;
    this.runtime = runtime;
    engine = new SessionEngine(options, ClockReading.now());
    own = engine.own();
    if (reuses) {
      engine.allowReuse();
    }
  }

  /** The own half of the session's name. */
  Nonce own() {
    return own;
  }

  public boolean belongsTo(SessionRuntime owner) {
    return runtime == owner;
  }

  // --- the application ---

  /**
   * Reads at least one byte, or -1 at the end of the peer's stream.
   *
   * @param bound null for none
   */
  int read(ByteBuffer to, Deadline bound) throws IOException {
    int before = to.position();
    lock.lock();
    readers++;
    try {
      engine.checkClock(ClockReading.now());
      int count = engine.read(to);
      while (count == 0 && to.position() == before) {
        requireStanding();
        awaitPeer(to, bound);
        count = to.position() == before ? engine.read(to) : 0;
      }
      sendSoon(); // a confirmation, perhaps
      return count < 0 ? count : to.position() - before;
    } finally {
      readers--;
      lock.unlock();
    }
  }

  /** Writes all of it, and waits while the window is full. */
  void write(ByteBuffer from) throws IOException {
    lock.lock();
    try {
      ClockReading now = ClockReading.now();
      engine.checkClock(now);
      while (from.hasRemaining()) {
        requireStanding();
        if (engine.isOutputEnded()) {
          throw new IOException("this direction of the stream is already ended");
        }
        if (engine.write(from, SessionEngine.FULL_FRAME, now) > 0) {
          send();
        } else {
          sendSoon(); // the question whether the peer is there
          awaitPeer(NOTHING, null);
        }
      }
      flushLater();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the own stream behind all that was written. */
  void finish() {
    lock.lock();
    try {
      engine.endOutput();
      send();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the peer's application has taken all there is, the end included if it is ended. */
  void awaitConfirmation() throws IOException {
    lock.lock();
    try {
      while (!engine.isAllConfirmed()) {
        requireStanding();
        awaitPeer(NOTHING, null);
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireStanding() throws IOException {
    if (engine.isOver()) {
      throw failure();
    }
  }

  /** Why it is over. */
  private IOException failure() {
    if (failure == null) {
      failure =
          SessionFailures.of(
              engine.end(), peer, engine.counts(), Optional.ofNullable(engine.fault()));
    }
    return failure;
  }

  // --- the end ---

  /**
   * Ends it without losing what was written: until the peer has all, has ended too and has left;
   * not for long if it takes its time over that.
   */
  void close() {
    lock.lock();
    try {
      if (!engine.isOver()) {
        engine.close(ClockReading.now());
        sendSoon();
        awaitPeersEnd();
        engine.stopClosing(!Thread.currentThread().isInterrupted());
        settle();
      }
    } finally {
      lock.unlock();
    }
    parting.join();
  }

  private void awaitPeersEnd() {
    try {
      Duration left = engine.closingTime(ClockReading.now());
      while (!left.isNegative() && !left.isZero()) {
        awaitPeer(NOTHING, Deadline.in(left));
        sendSoon();
        left = engine.closingTime(ClockReading.now());
      }
    } catch (IOException e) {
      // Interrupted, or waited long enough.
    }
  }

  /**
   * Ends it at once, and tells the peer.
   *
   * @return what comes when the peer has been told, as far as that is possible
   */
  CompletableFuture<Void> abort() {
    return abort(SessionEnd.CLOSED_HERE, null);
  }

  /** The same, for a reason that reads and writes fail with. */
  CompletableFuture<Void> abort(IOException why) {
    return abort(SessionEnd.FAILED_HERE, why);
  }

  private CompletableFuture<Void> abort(SessionEnd end, IOException why) {
    lock.lock();
    try {
      if (!engine.isOver()) {
        failure = why;
        engine.abort(end);
        settle();
      }
      return parting;
    } finally {
      lock.unlock();
    }
  }

  // --- reuse of the connection ---

  /**
   * Ends it without waiting, and keeps it for another session that wants its connection.
   *
   * @return false if that is impossible
   */
  boolean keep() {
    lock.lock();
    try {
      if (!engine.mayKeep()) {
        return false;
      }
      engine.keep();
      send(); // the end, before the process may be frozen
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Agrees with the peer that another session has the connection, or begins to end this one.
   *
   * @return null if that has failed, or the thread is interrupted
   */
  SessionConnection handOver(Duration timeout, Deadline until) {
    lock.lock();
    try {
      if (!engine.isOver()) {
        engine.reuse(timeout, ClockReading.now());
        settle();
        awaitAgreement(until);
        if (engine.isComplete()) {
          engine.part(SessionEnd.CLOSED_HERE); // without effect if they have agreed
        } else {
          engine.close(ClockReading.now()); // the peer is still to have the rest
        }
        settle();
      }
      return inheritance();
    } finally {
      lock.unlock();
    }
  }

  private void awaitAgreement(Deadline until) {
    try {
      Duration left = engine.reuseTime(ClockReading.now());
      while (!left.isNegative() && !left.isZero() && !until.hasPassed()) {
        awaitPeerFor(left, until);
        sendSoon();
        left = engine.reuseTime(ClockReading.now());
      }
    } catch (IOException e) {
      // Interrupted.
    }
  }

  private void awaitPeerFor(Duration left, Deadline until) throws IOException {
    try {
      awaitPeer(NOTHING, until.orIn(left));
    } catch (SocketTimeoutException e) {
      // The peer may have given us more time meanwhile.
    }
  }

  /** The connection, once no thread of this session uses it. */
  private SessionConnection inheritance() {
    try {
      while (inheritance != null && (reading || sending)) {
        await(null);
      }
    } catch (IOException e) { // interrupted
      inheritance.cut();
      inheritance = null;
    }
    return inheritance;
  }

  /** Begins over the connection of a former session with the peer. */
  void inherit(SessionConnection former) {
    lock.lock();
    try {
      shown = former.peerChain();
      link = former;
      engine.inherited(ClockReading.now());
      send();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it and what waits for its connection. */
  void cutOff(IOException why) {
    lock.lock();
    try {
      if (!engine.isOver()) {
        failure = why;
        engine.cutOff(SessionEnd.FAILED_HERE);
        settle();
      }
    } finally {
      lock.unlock();
    }
  }

  // --- its own thread ---

  /** Watches the connection there is. Returns once there is none, or the session is over. */
  void watch() throws InterruptedException {
    lock.lock();
    try {
      while (link != null && !engine.isOver()) {
        if (mayHear() && engine.isToBeHeard()) {
          hear(TICK); // what came before it broke; how the peer ends
        } else if (!broken.await(TICK.toMillis(), TimeUnit.MILLISECONDS)
            && mayHear()
            && engine.silence(ClockReading.now()).compareTo(QUIET) > 0) {
          hear(GLANCE);
        }
        engine.tick(ClockReading.now());
        settle();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Reads what there is. */
  private void hear(Duration within) {
    Deadline bound = Deadline.in(within);
    try {
      while (link != null && !engine.isOver() && mayHear()) {
        receive(NOTHING, bound);
      }
    } catch (IOException e) {
      // Nothing more for now.
    }
  }

  private boolean mayHear() {
    return !reading && readers == 0;
  }

  /** The first connection, over which the stream goes without waiting for the peer. */
  void begin(SessionConnection first) {
    lock.lock();
    try {
      shown = first.peerChain();
      use(first);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Another connection.
   *
   * @throws InterruptedIOException if the thread is interrupted; the connection is the caller's
   *     then
   */
  void connect(SessionConnection next) throws IOException {
    lock.lock();
    try {
      while (reading || sending) { // still with the connection that is lost
        await(null);
      }
      if (engine.isOver()) {
        next.cut();
      } else {
        use(next);
      }
    } finally {
      lock.unlock();
    }
  }

  private void use(SessionConnection next) {
    link = next;
    engine.connected(ClockReading.now());
    send();
  }

  /** What whoever looks for another connection has to know. */
  record Search(
      boolean isWanted,
      Optional<String> resumeTag,
      ClockReading lostSince,
      boolean needsNothing,
      WrongSessionException misjoined) {}

  Search search() {
    lock.lock();
    try {
      return new Search(
          !engine.isOver(),
          engine.resumeTag(),
          engine.lostSince(),
          engine.needsNothing(),
          misjoined);
    } finally {
      lock.unlock();
    }
  }

  /** The session's own thread has ended. */
  void forget() {
    lock.lock();
    try {
      runtime.registry().remove(this, engine.peer());
    } finally {
      lock.unlock();
    }
  }

  // --- what is known ---

  /** What the peer has shown over its last connection; nothing once it is over. */
  List<X509Certificate> shown() {
    lock.lock();
    try {
      return engine.isOver() ? List.of() : shown;
    } finally {
      lock.unlock();
    }
  }

  /**
   * When what the peer has shown expires. While it is lost that is for its next connection to say:
   * the peer may come back with a new certificate.
   */
  Instant validUntil() {
    lock.lock();
    try {
      return engine.isOver() || link == null ? Instant.MAX : link.validUntil();
    } finally {
      lock.unlock();
    }
  }

  /** Why it is over, if it is. */
  Optional<IOException> ending() {
    lock.lock();
    try {
      return engine.isOver() ? Optional.of(failure()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  SessionCounts counts() {
    lock.lock();
    try {
      return engine.counts();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is no connection to say anything over. */
  boolean isDown() {
    lock.lock();
    try {
      return link == null;
    } finally {
      lock.unlock();
    }
  }

  boolean heardOf(Frame.Resume greeting) {
    lock.lock();
    try {
      return engine.heardOf(greeting);
    } finally {
      lock.unlock();
    }
  }

  // --- with the lock held: the reader ---

  /** Reads, if nobody does, or waits for something to change. */
  private void awaitPeer(ByteBuffer to, Deadline bound) throws IOException {
    flush();
    if (link != null && !reading) {
      receive(to, bound);
    } else {
      await(bound);
    }
  }

  private void receive(ByteBuffer to, Deadline bound) throws SocketTimeoutException {
    SessionConnection from = link;
    ByteBuffer bytes = null;
    IOException problem = null;
    reading = true;
    lock.unlock();
    try {
      bytes = from.receive(bound);
    } catch (IOException e) {
      problem = e;
    } finally {
      lock.lock();
      reading = false;
      changed.signalAll();
    }
    if (problem instanceof SocketTimeoutException late) {
      throw late;
    }
    if (link == from) { // otherwise it will come again over the next one
      heard(bytes, to, problem);
      settle();
    }
  }

  private void heard(ByteBuffer bytes, ByteBuffer to, IOException problem) {
    ClockReading now = ClockReading.now();
    if (problem instanceof WrongSessionException wrong && engine.isFirstConnection()) {
      failure = engine.isOver() ? failure : wrong;
      engine.part(SessionEnd.FAILED_HERE); // in good order: the peer is to find out too
    } else if (problem != null) {
      misjoined = problem instanceof WrongSessionException wrong ? wrong : misjoined;
      engine.connectionLost(now);
    } else if (bytes == null) {
      engine.peerLeft(now);
    } else {
      engine.received(bytes, to, now);
    }
  }

  /**
   * Waits for a change.
   *
   * @param bound null for none
   * @throws SocketTimeoutException at the bound
   * @throws InterruptedIOException if the thread is interrupted; it still is then
   */
  @SuppressWarnings("WaitNotInLoop") // the callers' loops know what they wait for
  private void await(Deadline bound) throws IOException {
    try {
      if (bound == null) {
        changed.await();
      } else if (bound.hasPassed()
          || (!changed.await(bound.remainingMillis(), TimeUnit.MILLISECONDS)
              && bound.hasPassed())) {
        throw new SocketTimeoutException("the deadline has passed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  // --- with the lock held: the sender ---

  private boolean maySend() {
    return !sending && link != null && engine.hasOutput();
  }

  /** Sends what there is, unless somebody is at it. */
  private void send() {
    if (maySend()) {
      sending = true;
      transmit();
    }
    settle();
  }

  /** The same by another thread. */
  private void sendSoon() {
    if (maySend()) {
      sending = true;
      boolean taken = false;
      try {
        runtime.senders().execute(this::transmitUnlocked);
        taken = true;
      } finally {
        sending = taken; // no thread could be had
      }
    }
  }

  /** Nobody waits for more to be written. */
  private void flush() {
    if (engine.isHolding()) {
      engine.flush();
      sendSoon();
    }
  }

  /** Has another thread see to what waits for more of a burst. */
  private void flushLater() {
    if (!flushing && engine.isHolding()) {
      runtime.senders().execute(this::flushOnceQuiet);
      flushing = true;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // any moment will do
  private void flushOnceQuiet() {
    lock.lock();
    try {
      while (engine.isHolding() && !engine.isOver()) {
        held.awaitNanos(HOLD.toNanos());
        engine.flush(ClockReading.now());
      }
      send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      flushing = false;
      lock.unlock();
    }
  }

  private void transmitUnlocked() {
    lock.lock();
    try {
      transmit();
    } finally {
      lock.unlock();
    }
  }

  /** As the sender, until there is nothing left; gives the role back, also after an error. */
  private void transmit() {
    try {
      Output next = link == null ? null : engine.nextOutput(SessionEngine.FULL_FRAME);
      while (next != null) {
        transmit(link, next);
        next = link == null ? null : engine.nextOutput(SessionEngine.FULL_FRAME);
      }
    } finally {
      sending = false;
      changed.signalAll();
    }
  }

  private void transmit(SessionConnection to, Output output) {
    boolean sent = false;
    lock.unlock();
    try {
      to.send(output);
      sent = true;
    } catch (IOException e) {
      // What the peer had sent before can still be read; what was lost goes over the next one.
    } finally {
      lock.lock();
    }
    if (link == to && sent) {
      engine.transmitted(output);
    } else if (link == to) {
      engine.sendingFailed();
      broken.signalAll();
    }
  }

  // --- with the lock held: what the engine wants ---

  private void settle() {
    SessionEngine.Action action = engine.nextAction();
    while (action != null) {
      act(action);
      action = engine.nextAction();
    }
    changed.signalAll();
    if (!engine.isOver()) {
      sendSoon();
    }
  }

  private void act(SessionEngine.Action action) {
    switch (action) {
      case JOINED -> shown = link.peerChain();
      case BEGUN -> endOther(runtime.registry().begun(this, engine.peer()));
      case HAND_OVER -> inheritance = release();
      case CUT -> release().cut();
      case ANSWER -> answer(release(), engine.stranger());
      case PART -> part(link);
    }
    if (engine.isOver()) {
      broken.signalAll();
    }
  }

  private SessionConnection release() {
    SessionConnection released = link;
    link = null;
    broken.signalAll();
    return released;
  }

  /** By another thread: no thread holds two sessions' locks. */
  private void endOther(SessionShell other) {
    if (other != null) {
      runtime
          .senders()
          .execute(
              () ->
                  other.cutOff(
                      new SessionLostException(
                          "party "
                              + peer
                              + " has begun this stream anew, with another call of this process",
                          other.counts(),
                          null)));
    }
  }

  /** The peer means another session: tells it, by another thread, if there is none such. */
  private void answer(SessionConnection to, Frame.Resume greeting) {
    cutInTheEnd(to);
    runtime
        .senders()
        .execute(
            () -> {
              try {
                if (!runtime.registry().isAlive(greeting)) {
                  to.send(Output.of(new Frame.Gone(greeting.peer(), GoneReason.UNKNOWN)));
                }
              } catch (IOException e) {
                // It will ask again.
              } finally {
                to.end(Deadline.in(PeerConnection.LINGER));
              }
            });
  }

  /** Says what is left to be said, at once as far as that does not block, and ends the link. */
  private void part(SessionConnection from) {
    cutInTheEnd(from);
    CompletableFuture<Void> done = new CompletableFuture<>();
    parting = done;
    // A peer that is to hear why must have the time for it: our socket would answer what it still
    // sends with a reset, which destroys what is on its way.
    Deadline deadline = Deadline.in(engine.hasOutput() ? LAST_CALL : GracefulClose.BRIEF);
    // An interrupted thread that writes closes the socket instead.
    if (maySend()
        && !Thread.currentThread().isInterrupted()
        && engine.unconfirmed() <= SURE_TO_FIT) {
      sending = true;
      transmit();
    }
    try {
      runtime
          .senders()
          .execute(
              () -> {
                sayLast(deadline);
                from.end(deadline);
                done.complete(null);
              });
    } catch (RuntimeException | Error e) { // no thread could be had
      from.cut();
      done.complete(null);
      throw e;
    }
  }

  private void sayLast(Deadline deadline) {
    lock.lock();
    try {
      while (sending) { // perhaps just that
        await(deadline);
      }
      if (maySend()) {
        sending = true;
        transmit();
      }
    } catch (IOException e) {
      // Another thread is still blocked in sending: the peer will find out otherwise.
    } finally {
      lock.unlock();
    }
  }

  /** Whatever blocks on it then. */
  private void cutInTheEnd(SessionConnection link) {
    CompletableFuture.delayedExecutor(
            LAST_CALL.toMillis(), TimeUnit.MILLISECONDS, runtime.senders())
        .execute(link::cut);
  }
}
