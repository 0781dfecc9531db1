package io.frelay.client;

import io.frelay.client.session.ByteQueue;
import io.frelay.client.session.Frame;
import io.frelay.client.session.GoneReason;
import io.frelay.client.session.SessionRulesException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The own stream and what else goes to the peer. Whoever has something to send is the sender until
 * everything there is has been sent. What was not confirmed stays in the outbox, to be sent again
 * over another connection.
 */
final class Outflow {
  /** Of data in a frame: with the header it fills four TLS records. */
  private static final int PIECE = (64 << 10) - Frame.HEADER;

  /**
   * While no more than this is on its way, a few bytes more do not block: the kernel's buffer has
   * room.
   */
  private static final int SURE_TO_FIT = 8 << 10;

  /** A connection that the session has left takes no longer than this to close. */
  private static final Duration LAST_CALL = Duration.ofSeconds(2);

  /** Send what must not wait for a user's thread, and might block. */
  private static final ExecutorService COURIERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "frelay-courier");
            thread.setDaemon(true);
            return thread;
          });

  private final SessionCore core;

  // guarded by the lock
  private final ByteQueue outbox = new ByteQueue();
  private boolean sending;
  private boolean pingDue;
  private boolean ackDue;
  private OptionalLong pongDue = OptionalLong.empty();

  private byte[] scratch; // the sender's

  Outflow(SessionCore core) {
    this.core = core;
  }

  /** Whether somebody is the sender; with the lock held. */
  boolean isBusy() {
    return sending;
  }

  /**
   * Writes all of it, and waits while the window is full.
   *
   * @param in the same session's, to read confirmations from
   */
  void write(byte[] bytes, int offset, int length, Inflow in) throws IOException {
    int from = offset;
    int left = length;
    core.lock.lock();
    try {
      while (left > 0) {
        requireOpen();
        Link link = core.link();
        boolean held = link != null && link.isSuspected();
        int count = held ? 0 : Math.min(Math.min(left, PIECE), core.state.credit());
        if (count > 0) {
          put(bytes, from, count);
          from += count;
          left -= count;
        } else if (link != null && !in.isBusy()) {
          in.advance(link, null);
        } else {
          core.await(null);
        }
      }
    } finally {
      core.lock.unlock();
    }
  }

  /** Waits until the peer's application has taken all there is, the end included if it is ended. */
  void awaitConfirmation(Inflow in) throws IOException {
    core.lock.lock();
    try {
      while (!core.state.isAllConfirmed()) {
        if (core.isOver()) {
          throw core.failure();
        }
        Link link = core.link();
        if (link != null && !in.isBusy()) {
          in.advance(link, null);
        } else {
          core.await(null);
        }
      }
    } finally {
      core.lock.unlock();
    }
  }

  private void requireOpen() throws IOException {
    if (core.isOver()) {
      throw core.failure();
    }
    if (core.state.isOutputEnded()) {
      throw new IOException("this direction of the stream is already ended");
    }
  }

  private void put(byte[] bytes, int offset, int length) {
    boolean nothingBefore = core.state.untransmitted() == 0;
    core.state.written(length);
    outbox.append(bytes, offset, length);
    if (!maySend()) {
      return; // whoever sends now, or the next connection, takes it from the outbox
    }
    sending = true;
    try {
      if (nothingBefore) {
        sendData(core.link(), bytes, offset, length);
      }
    } catch (Throwable e) {
      noLongerSending();
      throw e;
    }
    sendTheRest();
  }

  /** Gives the role back; with the lock held. Also when sending fails with an error. */
  private void noLongerSending() {
    sending = false;
    core.changed.signalAll();
  }

  private boolean maySend() {
    Link link = core.link();
    return !sending && link != null && !link.isMute() && core.state.maySend();
  }

  /** Ends the own stream behind all that was written. */
  void finish() {
    core.lock.lock();
    try {
      core.state.endOutput();
      ackDue = true;
      flush();
    } finally {
      core.lock.unlock();
    }
  }

  /** Sends what there is, unless somebody is at it; with the lock held. */
  void flush() {
    if (maySend()) {
      sending = true;
      sendTheRest();
    }
  }

  /** The same by another thread; with the lock held. */
  void flushSoon() {
    if (maySend()) {
      sending = true;
      boolean taken = false;
      try {
        COURIERS.execute(
            () -> {
              core.lock.lock();
              try {
                sendTheRest();
              } finally {
                core.lock.unlock();
              }
            });
        taken = true;
      } finally {
        sending = taken; // no thread could be had
      }
    }
  }

  /** The application has taken something: tells the peer when it is time; with the lock held. */
  void confirm() {
    if (core.state.isAckUrgent()) {
      flushSoon(); // a thread that reads does not wait to write
    }
  }

  /** Confirms what there is, however little; with the lock held. */
  void confirmSoon() {
    if (core.state.isAckDue()) {
      ackDue = true;
      flushSoon();
    }
  }

  /** On a new connection: the last confirmation may have been lost; with the lock held. */
  void confirmAgain() {
    core.state.forgetAck();
    ackDue = true;
  }

  /** Asks the peer for a sign of life; with the lock held. */
  void ping() {
    pingDue = true;
    flushSoon();
  }

  /** What the peer says about our stream, or asks; with the lock held. */
  void heard(Frame frame) throws SessionRulesException {
    if (frame instanceof Frame.Ack ack) {
      core.state.acked(ack);
      forget();
    } else if (frame instanceof Frame.Ping ping) {
      pongDue = OptionalLong.of(ping.id());
      flushSoon();
    } else if (!(frame instanceof Frame.Pong) && !(frame instanceof Frame.Unknown)) {
      core.state.greeted(frame); // says what is wrong with it
    }
  }

  private void forget() {
    if (core.state.forgettable() > outbox.start()) {
      outbox.dropBefore(core.state.forgettable());
    }
  }

  /** As the sender, with the lock held: until there is nothing left; gives the role back. */
  private void sendTheRest() {
    try {
      boolean more = true;
      while (more) {
        Link link = core.link();
        more = link != null && !link.isMute() && sendNext(link);
      }
    } finally {
      noLongerSending();
    }
  }

  private boolean sendNext(Link link) {
    Frame frame = nextFrame();
    if (frame != null) {
      sendFrame(link, frame);
      return true;
    }
    if (!core.state.maySend() || core.state.untransmitted() == 0) {
      return false;
    }
    if (scratch == null) {
      scratch = new byte[PIECE];
    }
    int count = outbox.copy(core.state.cursor(), scratch, 0, PIECE);
    sendData(link, scratch, 0, count);
    return true;
  }

  private Frame nextFrame() {
    if (pongDue.isPresent()) {
      Frame pong = new Frame.Pong(pongDue.getAsLong());
      pongDue = OptionalLong.empty();
      return pong;
    }
    if (pingDue) {
      pingDue = false;
      return new Frame.Ping(System.nanoTime());
    }
    if (ackDue || core.state.isAckUrgent()) {
      ackDue = false;
      Frame ack = core.state.ack().orElse(null);
      if (ack != null) {
        return ack;
      }
    }
    return core.state.endToTransmit().orElse(null);
  }

  private void sendFrame(Link link, Frame frame) {
    core.lock.unlock();
    try {
      link.send(frame);
    } catch (IOException e) {
      // The link is mute now; what was lost goes over the next one.
    } finally {
      core.lock.lock();
      tellKeeperIfMute(link);
    }
  }

  /** The keeper reads what the peer had still sent, unless somebody does. */
  private void tellKeeperIfMute(Link link) {
    if (link.isMute()) {
      core.broken.signalAll();
    }
  }

  private void sendData(Link link, byte[] bytes, int offset, int length) {
    core.lock.unlock();
    try {
      link.send(bytes, offset, length);
    } catch (IOException e) {
      // As above.
    } finally {
      core.lock.lock();
      tellKeeperIfMute(link);
    }
    if (core.link() == link && !link.isMute()) {
      core.state.transmitted(length);
      forget();
    }
  }

  /** Whether all is said but that we leave; with the lock held. */
  boolean isLeaveDue(Link link) {
    return link != null && !sending && !link.isLeft() && core.state.isComplete();
  }

  /** Leaves for good; with the lock held. That the peer has heard it the reader will see. */
  void leave(Link link) {
    sending = true;
    core.lock.unlock();
    try {
      link.leave(Deadline.in(Link.FAREWELL));
    } finally {
      core.lock.lock();
      noLongerSending();
    }
  }

  /** The peer means another session: answers that, by another thread, and ends the link. */
  void answerStranger(Link link, Frame greeting) {
    cutInTheEnd(link);
    COURIERS.execute(
        () -> {
          try {
            LiveSessions.answerStranger(link, greeting);
          } catch (IOException e) {
            // It will ask again.
          } finally {
            link.end(Deadline.in(PeerConnection.LINGER));
          }
        });
  }

  /** Ends a link without a word, by another thread: what was sent over it is to arrive. */
  void farewellSoon(Link link) {
    cutInTheEnd(link);
    COURIERS.execute(() -> link.end(Deadline.in(Link.FAREWELL)));
  }

  /** Whatever blocks on it then. */
  private static void cutInTheEnd(Link link) {
    CompletableFuture.delayedExecutor(LAST_CALL.toMillis(), TimeUnit.MILLISECONDS, COURIERS)
        .execute(link::cut);
  }

  /** Ends another session of this process, by another thread: no thread holds two locks. */
  static void endSoon(SessionCore other, IOException why) {
    COURIERS.execute(() -> other.cutOff(why));
  }

  /**
   * Tells the peer not to wait for us, at once as far as that is possible, and closes the link.
   * Returns what comes when that is done.
   */
  CompletableFuture<Void> breakOff(Link link, GoneReason reason) {
    cutInTheEnd(link);
    // An interrupted thread that writes closes the socket instead.
    boolean said = false;
    core.lock.lock();
    try {
      if (!Thread.currentThread().isInterrupted()
          && !sending
          && core.state.sent() - core.state.confirmed() <= SURE_TO_FIT) {
        sayGone(link, new Frame.Gone(core.state.own(), reason));
        said = true;
      }
    } finally {
      core.lock.unlock();
    }
    boolean done = said;
    return CompletableFuture.runAsync(
        () -> {
          if (!done) {
            sayGoneInTurn(link, reason);
          }
          link.end(Deadline.in(Link.FAREWELL));
        },
        COURIERS);
  }

  /** With the lock held, and nobody sending. */
  private void sayGone(Link link, Frame.Gone gone) {
    sending = true;
    try {
      sendFrame(link, gone);
    } finally {
      noLongerSending();
    }
  }

  private void sayGoneInTurn(Link link, GoneReason reason) {
    Deadline deadline = Deadline.in(Link.FAREWELL);
    core.lock.lock();
    try {
      while (sending) {
        core.await(deadline);
      }
      sayGone(link, new Frame.Gone(core.state.own(), reason));
    } catch (IOException e) {
      // Another thread is still blocked in sending: the peer will find out otherwise.
    } finally {
      core.lock.unlock();
    }
  }
}
