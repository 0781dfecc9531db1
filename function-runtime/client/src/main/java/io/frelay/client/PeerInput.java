package io.frelay.client;

import io.frelay.client.session.SessionBinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the peer sends inside the end-to-end TLS. If both sides bind their session, nothing is given
 * out before the peer has confirmed that it means the same one. That is the first it sends, so it
 * is read when something is wanted, and costs no round trip.
 */
final class PeerInput {
  private final TlsStream tls;
  private final SessionBinding expected;
  private final ReentrantLock confirming = new ReentrantLock();
  private final byte[] confirmation = new byte[SessionBinding.BYTES]; // guarded by confirming
  private int received; // guarded by confirming
  private volatile boolean confirmed;

  private PeerInput(TlsStream tls, SessionBinding expected) {
    this.tls = tls;
    this.expected = expected;
    confirmed = expected == null;
  }

  /** Of a peer that cannot confirm anything. */
  static PeerInput unbound(TlsStream tls) {
    return new PeerInput(tls, null);
  }

  /** Of one that confirms the session first. */
  static PeerInput bound(TlsStream tls, SessionBinding expected) {
    return new PeerInput(tls, expected);
  }

  /**
   * Reads up to {@code length} bytes, as {@link TlsStream#read}. May be repeated after a timeout.
   *
   * @throws WrongSessionException if the peer means another session, each time
   */
  int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    confirm();
    return tls.read(bytes, offset, length);
  }

  /** The same without copying, as {@link TlsStream#next}. */
  ByteBuffer next() throws IOException {
    confirm();
    return tls.next();
  }

  /**
   * Waits for what the peer says first, for who does not read; the bound of reads holds for it.
   *
   * @throws WrongSessionException as above
   */
  void confirm() throws IOException {
    if (!confirmed) {
      confirming.lock();
      try {
        readConfirmation();
      } finally {
        confirming.unlock();
      }
    }
  }

  /** The same for who closes, unless another thread is still reading it at the deadline. */
  void confirm(Deadline deadline) throws IOException, InterruptedException {
    if (!confirmed && confirming.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
      try {
        readConfirmation();
      } finally {
        confirming.unlock();
      }
    }
  }

  /** The same without waiting: if it is there, and no other thread is reading it. */
  void confirmIfThere() throws IOException {
    if (!confirmed && confirming.tryLock()) {
      try {
        if (tls.hasInput()) {
          readConfirmation();
        }
      } finally {
        confirming.unlock();
      }
    }
  }

  private void readConfirmation() throws IOException {
    if (!confirmed) {
      while (received < confirmation.length) {
        int count = tls.read(confirmation, received, confirmation.length - received);
        if (count < 0) {
          throw new TruncatedStreamException(
              "party %s ended the connection before it had confirmed the session"
                  .formatted(expected.peer()));
        }
        received += count;
      }
      Optional<SessionBinding.Aspect> differs = expected.difference(confirmation);
      if (differs.isPresent()) {
        throw WrongSessionException.of(expected, differs.get());
      }
      confirmed = true;
    }
  }
}
