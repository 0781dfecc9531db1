package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import io.frelay.client.TruncatedStreamException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The direction of a {@link TlsStream} that comes in. Safe for use by several threads; one at a
 * time reads.
 */
final class TlsInput {
  /**
   * Number of records without data that may come in a row: tickets, key updates. Some must be
   * answered, and whoever sends no end of them and reads no answer would block our write for ever.
   */
  private static final int MAX_EMPTY_RECORDS = 32;

  private final ReentrantLock reading = new ReentrantLock();
  private final RecordDecryptor records; // guarded by reading
  private final TlsOutput answers;
  private final boolean answersClose;
  private IOException broken; // guarded by reading

  /**
   * @param answersClose whether the other side's close_notify ends the own direction where TLS 1.2
   *     was negotiated
   */
  TlsInput(RecordDecryptor records, TlsOutput answers, boolean answersClose) {
    this.records = records;
    this.answers = answers;
    this.answersClose = answersClose;
  }

  void lock() {
    reading.lock();
  }

  void unlock() {
    reading.unlock();
  }

  /**
   * Reads up to {@code length} bytes.
   *
   * @return how many, at least 1, or -1 after the peer's close_notify
   * @throws TruncatedStreamException if the stream ends without it
   */
  int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    reading.lock();
    try {
      ByteBuffer data = next();
      if (data == null) {
        return -1;
      }
      int count = Math.min(length, data.remaining());
      data.get(bytes, offset, count);
      return count;
    } finally {
      reading.unlock();
    }
  }

  /**
   * The next bytes, at least one, where they were decrypted. What the caller does not take of them
   * comes again.
   *
   * @return null after the peer's close_notify
   * @throws TruncatedStreamException if the stream ends without it
   */
  ByteBuffer next() throws IOException {
    reading.lock();
    try {
      for (int empty = 0; !records.data().hasRemaining(); empty++) {
        if (records.isEnded()) {
          return null;
        }
        if (empty > MAX_EMPTY_RECORDS) {
          throw new SSLException("too many TLS records in a row without data");
        }
        receive();
      }
      return records.data();
    } finally {
      reading.unlock();
    }
  }

  /** Returns whether something has come for {@link #read}; of use while no other thread reads. */
  boolean hasInput() throws IOException {
    return records.hasInput();
  }

  /** Waits until no other thread reads. Returns whether that is so by the deadline. */
  boolean awaitReader(Deadline deadline) throws InterruptedException {
    if (!reading.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    reading.unlock();
    return true;
  }

  /** Throws away what the peer still sends, up to its close_notify. */
  void drain(Deadline deadline) throws IOException, InterruptedException {
    if (!reading.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
      return; // another thread reads; it is about to see the connection closed
    }
    try {
      while (!records.isEnded() && !deadline.hasPassed()) {
        receive();
      }
    } finally {
      reading.unlock();
    }
  }

  private void receive() throws IOException {
    if (broken != null) {
      throw broken;
    }
    try {
      HandshakeStatus status = records.decryptNext();
      if (records.isEnded()) {
        if (answersClose) {
          answers.endTls12();
        }
      } else if (status == HandshakeStatus.NEED_WRAP) {
        answers.answer();
      }
    } catch (EOFException e) {
      broken =
          new TruncatedStreamException(
              "the connection ended without close_notify: the data is cut short");
      throw broken;
    } catch (SSLException e) {
      broken = e;
      answers.sendAlert();
      throw e;
    }
  }
}
