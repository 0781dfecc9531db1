package io.frelay.clientfunc;

import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Joins a session to something local that has two directions as well, and carries bytes and the end
 * of either direction across.
 */
final class StreamBridge {
  private static final int PIECE = 64 << 10;
  private static final int LOOK_MILLIS = 500;

  /** Local end of the session. */
  interface Local {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /**
     * The peer has ended: nothing more will be written.
     *
     * @return whether our direction ends with that too, without waiting for its own end
     */
    boolean finish() throws IOException;
  }

  private final PeerConnection session;
  private final Local local;
  private volatile boolean endsWithPeer;
  private volatile boolean localEnded;
  private final AtomicReference<IOException> failure = new AtomicReference<>();

  StreamBridge(PeerConnection session, Local local) {
    this.session = session;
    this.local = local;
  }

  /**
   * Runs until both directions have ended and the peer has all that was sent, or one has failed. A
   * failure ends the session at once, so that the peer does not take it for a clean end. Something
   * local that is still being read then is the caller's to close.
   */
  void run() throws IOException, InterruptedException {
    Thread inward = Threads.daemon(this::inward);
    Thread outward = Threads.daemon(this::outward);
    inward.start();
    outward.start();
    try {
      inward.join();
      awaitEnd(outward);
    } catch (InterruptedException e) {
      session.abort();
      throw e;
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    session.shutdownOutput();
    session.awaitConfirmation(); // a peer that cannot write what it has read fails until then
    session.close();
  }

  /**
   * The peer has ended, so nobody reads the session, and while nothing local comes nobody writes:
   * that it has ended is to be noticed all the same. Once the local side has ended too it may.
   */
  private void awaitEnd(Thread outward) throws InterruptedException {
    while (failure.get() == null && !endsWithPeer && outward.isAlive()) {
      outward.join(LOOK_MILLIS);
      Optional<IOException> ended = session.failure();
      if (ended.isPresent() && !localEnded) {
        fail(ended.get());
      }
    }
  }

  private void inward() {
    try {
      copy(session.in(), local.out());
      endsWithPeer = local.finish();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) { // such as no memory: not to pass for an end
      fail(new IOException(e.toString(), e));
    }
  }

  private void outward() {
    try {
      copy(local.in(), session.out());
      localEnded = true;
      session.shutdownOutput();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) { // such as no memory: not to pass for an end
      fail(new IOException(e.toString(), e));
    }
  }

  /** The first failure counts; what it breaks elsewhere is only its echo. */
  private void fail(IOException e) {
    failure.compareAndSet(null, e);
    session.abort();
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
      to.write(piece, 0, count);
      to.flush();
    }
  }
}
