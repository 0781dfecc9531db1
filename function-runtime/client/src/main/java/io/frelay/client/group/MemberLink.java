package io.frelay.client.group;

import io.frelay.client.Deadline;
import io.frelay.client.Messages;
import io.frelay.client.PeerConnection;
import io.frelay.client.TruncatedStreamException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Connection to one member. One thread reads it; whoever has something writes, one at a time. */
final class MemberLink {
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  final int rank;
  final String member;
  final PeerConnection connection;
  private final Messages messages;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicBoolean beating = new AtomicBoolean();
  private volatile long heard = System.nanoTime();
  private volatile boolean asked;
  private volatile boolean left;

  MemberLink(int rank, String member, PeerConnection connection) {
    this.rank = rank;
    this.member = member;
    this.connection = connection;
    messages = connection.messages(GroupFrame.MAX_BYTES);
  }

  /**
   * Exchanges the first frames.
   *
   * @return whether the member means the same group
   */
  boolean greet(byte[] digest, Deadline deadline) throws IOException {
    send(new GroupFrame.Hello(digest));
    connection.readDeadline(deadline);
    GroupFrame first = receive().orElseThrow(() -> new TruncatedStreamException("the member left"));
    connection.readDeadline(null);
    return first instanceof GroupFrame.Hello hello && MessageDigest.isEqual(hello.digest(), digest);
  }

  /** Sends a frame, unless the member has left and so wants none. */
  void send(GroupFrame frame) throws IOException {
    writing.lock();
    try {
      write(frame);
    } finally {
      writing.unlock();
    }
  }

  private void write(GroupFrame frame) throws IOException {
    if (!left) {
      connection.out().write(GroupFrame.encode(frame));
    }
  }

  /** Waits for the next frame; empty once the member has ended its direction. */
  Optional<GroupFrame> receive() throws IOException {
    Optional<byte[]> message = messages.receive();
    heard = System.nanoTime();
    return message.isPresent() ? Optional.of(GroupFrame.decode(message.get())) : Optional.empty();
  }

  /** Sends a sign of life, unless one is still on its way. */
  void beat(GroupFrame.Beat beat) {
    if (beating.compareAndSet(false, true)) {
      try {
        send(beat);
      } catch (IOException e) {
        // The reading thread finds out too, and knows more.
      } finally {
        beating.set(false);
      }
    }
  }

  /** Sends the last frame if that is possible soon, and ends the connection. */
  void end(GroupFrame last) {
    try {
      if (!writing.tryLock(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        connection.abort();
        return;
      }
      try {
        write(last);
      } finally {
        writing.unlock();
      }
      connection.close();
    } catch (SocketTimeoutException e) {
      connection.abort();
    } catch (IOException e) {
      connection.close();
    } catch (InterruptedException e) {
      connection.abort();
      Thread.currentThread().interrupt();
    }
  }

  /** The member has sent its last frame. */
  void left() {
    left = true;
  }

  /** Ends the own direction, for a member that has left. */
  void endOutput() {
    writing.lock();
    try {
      connection.shutdownOutput();
    } catch (IOException e) {
      // It is gone already.
    } finally {
      writing.unlock();
    }
  }

  boolean isLeft() {
    return left;
  }

  /** Moment of the last sign of life, by {@link System#nanoTime()}. */
  long heard() {
    return heard;
  }

  void wasAsked() {
    asked = true;
  }

  /** Returns whether the member has asked for a sign of life since the last call. */
  boolean takeAsked() {
    boolean was = asked;
    asked = false;
    return was;
  }
}
