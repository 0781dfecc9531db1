package io.frelay.client.internal.streams;

import io.frelay.client.internal.transport.PeerTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends what a {@link StreamsEngine} has to send. Who has the turn does it; the turn goes round in
 * the order of arrival, and is taken before the engine's lock. What somebody leaves to be sent is
 * sent by whoever has the turn. Safe for use by several threads.
 */
final class StreamOutput {
  /** Something to be added, with the lock held. */
  interface Addition {
    /** Returns whether there may be more of it. */
    boolean addTo(StreamsEngine engine) throws IOException;
  }

  /** Somebody who is to know why nothing can be sent. */
  interface Listener {
    void failed(IOException why);
  }

  private final PeerTransport session;
  private final StreamsEngine engine;
  private final ReentrantLock lock;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Listener listener;

  /**
   * @param lock guards the engine
   */
  StreamOutput(PeerTransport session, StreamsEngine engine, ReentrantLock lock, Listener listener) {
    this.session = session;
    this.engine = engine;
    this.lock = lock;
    this.listener = listener;
  }

  /** Adds and sends until there is no more, or somebody else waits for the turn. */
  void add(Addition addition) throws IOException {
    try {
      addInTurn(addition);
    } finally {
      leave(); // also if it failed: others have left theirs to who had the turn
    }
  }

  private void addInTurn(Addition addition) throws IOException {
    turn.lock();
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = sendWith(addition) && !turn.hasQueuedThreads();
      }
    } finally {
      turn.unlock();
    }
  }

  private boolean sendWith(Addition addition) throws IOException {
    ByteBuffer output;
    boolean goesOn;
    lock.lock();
    try {
      goesOn = addition.addTo(engine);
      output = engine.takeOutput();
    } finally {
      lock.unlock();
    }
    send(output);
    return goesOn;
  }

  private void send(ByteBuffer output) throws IOException {
    if (output.hasRemaining()) {
      int from = output.arrayOffset() + output.position();
      session.write(output.array(), from, output.remaining());
    }
  }

  /** Sends what is to be sent, unless somebody is sending, who does it then. */
  void leave() {
    while (hasOutput() && turn.tryLock()) {
      try {
        sendAll();
      } finally {
        turn.unlock();
      }
    }
  }

  /**
   * Sends what is to be sent, if there is room for it in time: a peer that confirms nothing must
   * not hold up who ends the session.
   *
   * @return false if the time is over or the thread interrupted: the session is to be ended then
   */
  boolean finish(Duration patience) {
    try {
      CompletableFuture.runAsync(this::sendInTurn, session.background())
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of the streams was not sent", e.getCause());
    }
  }

  private void sendInTurn() {
    turn.lock();
    try {
      sendAll();
    } finally {
      turn.unlock();
    }
  }

  private boolean hasOutput() {
    lock.lock();
    try {
      return engine.hasOutput();
    } finally {
      lock.unlock();
    }
  }

  private void sendAll() {
    try {
      sendWith(same -> false);
    } catch (IOException e) {
      listener.failed(e);
    }
  }
}
