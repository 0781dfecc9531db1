package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.session.SessionBinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Input from the peer inside the end-to-end TLS. If both sides bind their session, nothing is given
 * out before the peer has confirmed that it means the same one. That is the first it sends, so it
 * is read when something is wanted, and costs no round trip.
 */
public final class PeerInput {
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

  /** Input from a peer that cannot confirm anything. */
  static PeerInput unbound(TlsStream tls) {
    return new PeerInput(tls, null);
  }

  /** Input from a peer that confirms the session first. */
  static PeerInput bound(TlsStream tls, SessionBinding expected) {
    return new PeerInput(tls, expected);
  }

  /**
   * Reads up to {@code length} bytes, as {@link TlsStream#read}. May be repeated after a timeout.
   *
   * @throws WrongSessionException if the peer means another session, each time
   */
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    confirm();
    return tls.read(bytes, offset, length);
  }

  /** The same without copying, as {@link TlsStream#next}. */
  public ByteBuffer next() throws IOException {
    confirm();
    return tls.next();
  }

  /**
   * Waits for what the peer says first, for who does not read; the bound of reads holds for it.
   *
   * @throws WrongSessionException as above
   */
  public void confirm() throws IOException {
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
  public void confirm(Deadline deadline) throws IOException, InterruptedException {
    if (!confirmed && confirming.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
      try {
        readConfirmation();
      } finally {
        confirming.unlock();
      }
    }
  }

  /** The same without waiting: if it is there, and no other thread is reading it. */
  public void confirmIfThere() throws IOException {
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
        throw misjoined(expected, differs.get());
      }
      confirmed = true;
    }
  }

  private static WrongSessionException misjoined(
      SessionBinding own, SessionBinding.Aspect differs) {
    if (own.isDirect()) { // says nothing but the session
      return new WrongSessionException(
          "our direct connection with party %s was joined with a session through a relay; see who stands between the two. Nothing of it was given out"
              .formatted(own.peer()));
    }
    return new WrongSessionException(difference(own, differs) + ". Nothing of it was given out");
  }

  private static String difference(SessionBinding own, SessionBinding.Aspect differs) {
    String peer = "party " + own.peer();
    String tag = " (tag '" + own.tag() + "') ";
    return switch (differs) {
      case SESSION ->
          "the relay joined our session with "
              + peer
              + tag
              + "with another session of the same parties; see who runs that relay";
      case USER ->
          "the relay joined our session with "
              + peer
              + tag
              + "with a session of another user than "
              + own.user()
              + "; see who runs that relay";
      case PURPOSE ->
          peer
              + " has come to our session"
              + tag
              + "for something else than "
              + own.purpose()
              + "; begin it for the same at both ends, or give each a tag of its own";
    };
  }
}
