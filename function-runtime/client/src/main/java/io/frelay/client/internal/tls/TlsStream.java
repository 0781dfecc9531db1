package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import io.frelay.client.TlsFacts;
import io.frelay.client.TruncatedStreamException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * TLS over blocking streams, driven by hand with an {@link SSLEngine}, for both layers.
 *
 * <p>Why not {@link javax.net.ssl.SSLSocket}: it reads ahead, so that raw bytes behind a
 * close_notify are lost; and it takes an end of stream without close_notify for a clean end unless
 * a system property says otherwise.
 *
 * <p>One thread may read while another writes; the end of either direction leaves the other open,
 * except that in TLS 1.2 the peer's close_notify ends both (RFC 5246, 7.2.1).
 */
public final class TlsStream {
  /**
   * How many records without data may come in a row: tickets, key updates. Some must be answered,
   * and whoever sends no end of them and reads no answer would block our write for ever.
   */
  private static final int MAX_EMPTY_RECORDS = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Bulk data goes to the kernel this many records at a time. */
  private static final int RECORDS_PER_WRITE = 4;

  private final SSLEngine engine;
  private final RecordReader records;
  private final OutputStream out;
  private final boolean answersClose;

  private final ReentrantLock reading = new ReentrantLock();
  private ByteBuffer plain; // guarded by reading; between calls ready to be read from
  private IOException broken; // guarded by reading
  private volatile boolean inputEnded;

  private final ReentrantLock writing = new ReentrantLock();
  private ByteBuffer sealed; // guarded by writing; between calls empty but for a last word

  private TlsStream(SSLEngine engine, InputStream in, OutputStream out, boolean answersClose) {
    this.engine = engine;
    this.records = new RecordReader(in);
    this.out = out;
    this.answersClose = answersClose;
    SSLSession session = engine.getSession();
    plain = ByteBuffer.allocate(session.getApplicationBufferSize()).flip();
    sealed = ByteBuffer.allocate(RECORDS_PER_WRITE * session.getPacketBufferSize());
  }

  /** TLS that fills the connection to its end. */
  public static TlsStream toTheEnd(SSLEngine engine, InputStream in, OutputStream out) {
    return new TlsStream(engine, in, out, true);
  }

  /**
   * TLS that the other side's close_notify ends, after which the connection carries something else:
   * takes not a byte behind it and, unlike RFC 5246 asks for, does not answer it.
   */
  static TlsStream untilCloseNotify(SSLEngine engine, InputStream in, OutputStream out) {
    return new TlsStream(engine, in, out, false);
  }

  /** What was negotiated; of use after the handshake. */
  SSLSession session() {
    return engine.getSession();
  }

  /** What the other side of mutual TLS has shown, its own certificate first. */
  public List<X509Certificate> peerChain() {
    try {
      return Arrays.stream(session().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("mutual TLS without the other side's certificate", e);
    }
  }

  TlsFacts facts() {
    return new TlsFacts(
        session().getProtocol(), session().getCipherSuite(), engine.getApplicationProtocol());
  }

  /**
   * Sends a client's first words without waiting for the answer; {@link #handshake} then goes on.
   */
  void sendClientHello() throws IOException {
    reading.lock();
    writing.lock();
    try {
      engine.beginHandshake();
      HandshakeStatus status = engine.getHandshakeStatus();
      while (status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK) {
        status = step(status);
      }
      flush();
    } finally {
      writing.unlock();
      reading.unlock();
    }
  }

  /**
   * Shakes hands, from where the engine is. On failure the peer has been sent the alert that says
   * why.
   *
   * @throws SSLException if either side does not accept the other
   * @throws EOFException if the peer goes away
   */
  public void handshake() throws IOException {
    shakeHands(true);
  }

  /**
   * The same for a side whose word is the last: it goes out along with the first {@link #write},
   * which is to follow at once. The other side then has one packet to take instead of two.
   */
  void handshakeUpToWrite() throws IOException {
    shakeHands(false);
  }

  /** Sends what {@link #handshakeUpToWrite} has kept, if nothing is to be written. */
  void flushLastWord() throws IOException {
    writing.lock();
    try {
      flush();
    } finally {
      writing.unlock();
    }
  }

  private void shakeHands(boolean toTheLastWord) throws IOException {
    reading.lock();
    writing.lock();
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
        engine.beginHandshake();
      }
      HandshakeStatus status = engine.getHandshakeStatus();
      while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
        status = step(status);
      }
      answerHandshake();
      if (toTheLastWord) {
        flush();
      }
    } catch (SSLException e) {
      sendAlert();
      throw e;
    } finally {
      writing.unlock();
      reading.unlock();
    }
  }

  private HandshakeStatus step(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_WRAP -> {
        return seal(NOTHING).getHandshakeStatus();
      }
      case NEED_TASK -> {
        runTasks();
        return engine.getHandshakeStatus();
      }
      default -> {
        flush();
        HandshakeStatus next = unsealRecord();
        if (inputEnded) {
          throw new EOFException("the other side ended the handshake");
        }
        return next;
      }
    }
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
      if (next() == null) {
        return -1;
      }
      int count = Math.min(length, plain.remaining());
      plain.get(bytes, offset, count);
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
      for (int empty = 0; !plain.hasRemaining(); empty++) {
        if (inputEnded) {
          return null;
        }
        if (empty > MAX_EMPTY_RECORDS) {
          throw new SSLException("too many TLS records in a row without data");
        }
        receive();
      }
      return plain;
    } finally {
      reading.unlock();
    }
  }

  /** Waits until no other thread reads. Returns whether that is so by the deadline. */
  public boolean awaitReader(Deadline deadline) throws InterruptedException {
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
      while (!inputEnded && !deadline.hasPassed()) {
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
      HandshakeStatus status = unsealRecord();
      if (inputEnded) {
        endTls12Output();
      } else if (status == HandshakeStatus.NEED_WRAP && writing.tryLock()) {
        // Not while a writer holds the lock: its next record carries the answer anyway, and waiting
        // for a writer whose peer does not read would stop the reading too.
        try {
          answerHandshake();
          flush();
        } finally {
          writing.unlock();
        }
      }
    } catch (EOFException e) {
      broken =
          new TruncatedStreamException(
              "the connection ended without close_notify: the data is cut short");
      throw broken;
    } catch (SSLException e) {
      broken = e;
      if (writing.tryLock()) {
        try {
          sendAlert();
        } finally {
          writing.unlock();
        }
      }
      throw e;
    }
  }

  /** Takes one record; what it holds for the application is then in {@link #plain}. */
  private HandshakeStatus unsealRecord() throws IOException {
    ByteBuffer record = records.next();
    plain.clear();
    try {
      SSLEngineResult result;
      do {
        result = engine.unwrap(record, plain);
        switch (result.getStatus()) {
          case CLOSED -> {
            inputEnded = true;
            return result.getHandshakeStatus();
          }
          case BUFFER_OVERFLOW -> plain = grown(plain);
          case BUFFER_UNDERFLOW -> throw new SSLException("a TLS record that is not whole");
          case OK -> {}
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
          runTasks();
        } else if (result.getStatus() == SSLEngineResult.Status.OK && result.bytesConsumed() == 0) {
          throw new SSLException("a TLS record out of turn");
        }
      } while (record.hasRemaining());
      HandshakeStatus status = result.getHandshakeStatus();
      return status == HandshakeStatus.NEED_TASK ? engine.getHandshakeStatus() : status;
    } finally {
      plain.flip();
    }
  }

  /** What comes, as a stream. Its end is the other side's close_notify. */
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return TlsStream.this.read(bytes, offset, length);
      }

      @Override
      public int available() throws IOException {
        return hasInput() ? 1 : 0;
      }
    };
  }

  /** What is to go, as a stream. */
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        TlsStream.this.write(bytes, offset, length);
      }
    };
  }

  /** Whether something has come for {@link #read}; of use while no other thread reads. */
  boolean hasInput() throws IOException {
    return plain.hasRemaining() || records.hasInput();
  }

  /**
   * Writes all of it, as one record or several.
   *
   * @throws IOException also after {@link #closeOutput}
   */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    write(ByteBuffer.wrap(bytes, offset, length));
  }

  /** The same of several pieces, one behind the other; the last one is not empty. */
  public void write(ByteBuffer... sources) throws IOException {
    ByteBuffer last = sources[sources.length - 1];
    writing.lock();
    try {
      while (last.hasRemaining()) {
        SSLEngineResult result = seal(sources);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
          flush();
          throw new IOException("this direction of the stream is already ended");
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
          runTasks();
        }
      }
      flush();
    } finally {
      writing.unlock();
    }
  }

  /** Sends close_notify; the other direction stays as it is. Does nothing the second time. */
  public void closeOutput() throws IOException {
    writing.lock();
    try {
      engine.closeOutbound();
      while (!engine.isOutboundDone()) {
        seal(NOTHING);
      }
      flush();
    } finally {
      writing.unlock();
    }
  }

  /**
   * {@link #closeOutput}, unless another thread is still blocked in a write at the deadline.
   *
   * @return whether close_notify is sent
   */
  public boolean closeOutput(Deadline deadline) throws IOException, InterruptedException {
    if (!writing.tryLock(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    try {
      closeOutput();
      return true;
    } finally {
      writing.unlock();
    }
  }

  /** The engine has closed its output by itself; the close_notify just needs to go out. */
  private void endTls12Output() throws IOException {
    boolean tls12 = engine.getSession().getProtocol().equals("TLSv1.2");
    if (answersClose && tls12 && writing.tryLock()) {
      try {
        closeOutput();
      } finally {
        writing.unlock();
      }
    }
  }

  /** Seals what the engine itself has to say: a session ticket, an answer to a key update. */
  private void answerHandshake() throws IOException {
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && seal(NOTHING).bytesProduced() > 0) {
      // one message a turn
    }
  }

  private SSLEngineResult seal(ByteBuffer... sources) throws IOException {
    while (true) {
      SSLEngineResult result = engine.wrap(sources, sealed);
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW) {
        return result;
      }
      if (sealed.position() == 0) {
        sealed = grown(sealed);
      }
      flush();
    }
  }

  private void flush() throws IOException {
    try {
      out.write(sealed.array(), 0, sealed.position());
    } finally {
      sealed.clear();
    }
  }

  /** Best effort: the failure to report is the one that called for the alert. */
  private void sendAlert() {
    for (int i = 0; i < 3 && !engine.isOutboundDone(); i++) {
      try {
        seal(NOTHING);
      } catch (IOException e) {
        // The engine throws the failure of a delegated task again before it gives the alert.
      }
    }
    try {
      flush();
    } catch (IOException e) {
      // The peer is gone.
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private static ByteBuffer grown(ByteBuffer buffer) {
    return ByteBuffer.allocate(2 * buffer.capacity()).put(buffer.flip());
  }
}
