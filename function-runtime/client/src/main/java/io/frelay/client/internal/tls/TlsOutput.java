package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;

/**
 * The direction of a {@link TlsStream} that goes out. Safe for use by several threads; one at a
 * time writes.
 */
final class TlsOutput {
  private final SSLEngine engine;
  private final ReentrantLock writing = new ReentrantLock();
  private final RecordEncryptor records; // guarded by writing

  TlsOutput(SSLEngine engine, RecordEncryptor records) {
    this.engine = engine;
    this.records = records;
  }

  void lock() {
    writing.lock();
  }

  void unlock() {
    writing.unlock();
  }

  /** Sends all of it; the last piece is not empty. */
  void write(ByteBuffer... sources) throws IOException {
    writing.lock();
    try {
      records.send(sources);
    } finally {
      writing.unlock();
    }
  }

  /** Sends what is encrypted and was kept. */
  void flush() throws IOException {
    writing.lock();
    try {
      records.flush();
    } finally {
      writing.unlock();
    }
  }

  /** Sends close_notify. Does nothing the second time. */
  void close() throws IOException {
    writing.lock();
    try {
      records.close();
    } finally {
      writing.unlock();
    }
  }

  /**
   * The same, unless another thread is still blocked in a write at the deadline.
   *
   * @return whether close_notify is sent
   */
  boolean close(Deadline deadline) throws IOException, InterruptedException {
    if (!writing.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    try {
      records.close();
      return true;
    } finally {
      writing.unlock();
    }
  }

  // --- by the reader ---

  /** Sends what the engine has to say to what came. */
  void answer() throws IOException {
    ifNobodyWrites(
        () -> {
          records.sealAnswers();
          records.flush();
        });
  }

  /** Sends the alert that says what is wrong with what came. */
  void sendAlert() throws IOException {
    ifNobodyWrites(records::sendAlert);
  }

  /** In TLS 1.2 the engine has closed its output by itself; the close_notify needs to go out. */
  void endTls12() throws IOException {
    if (engine.getSession().getProtocol().equals("TLSv1.2")) {
      ifNobodyWrites(records::close);
    }
  }

  private interface Sending {
    void run() throws IOException;
  }

  /**
   * Not while a writer holds the lock: its next record carries the answer anyway, and waiting for a
   * writer whose peer does not read would stop the reading too.
   */
  private void ifNobodyWrites(Sending sending) throws IOException {
    if (writing.tryLock()) {
      try {
        sending.run();
      } finally {
        writing.unlock();
      }
    }
  }
}
