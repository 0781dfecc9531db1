package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import io.frelay.client.TlsFacts;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.net.BlockInputStream;
import io.frelay.client.internal.net.BlockOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
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
 *
 * <p>Locking: one lock for each direction. A handshake takes that of reading first, then that of
 * writing; a reader that has something to send takes the lock of writing only if it is free ({@link
 * TlsOutput}).
 */
public final class TlsStream {
  private final SSLEngine engine;
  private final TlsInput in;
  private final TlsOutput out;
  private final Handshake handshake; // guarded by both locks

  private TlsStream(SSLEngine engine, InputStream in, OutputStream out, boolean answersClose) {
    this.engine = engine;
    RecordDecryptor decryptor = new RecordDecryptor(engine, in);
    RecordEncryptor encryptor = new RecordEncryptor(engine, out);
    this.out = new TlsOutput(engine, encryptor);
    this.in = new TlsInput(decryptor, this.out, answersClose);
    handshake = new Handshake(engine, decryptor, encryptor);
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

  // --- what was negotiated: of use after the handshake ---

  SSLSession session() {
    return engine.getSession();
  }

  /** The chain that the other side of mutual TLS has shown, its own certificate first. */
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

  // --- the handshake ---

  /**
   * Sends a client's first words without waiting for the answer; {@link #handshake} then goes on.
   */
  void sendClientHello() throws IOException {
    in.lock();
    out.lock();
    try {
      handshake.sendClientHello();
    } finally {
      out.unlock();
      in.unlock();
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
    in.lock();
    out.lock();
    try {
      handshake.complete();
      out.flush();
    } finally {
      out.unlock();
      in.unlock();
    }
  }

  /**
   * The same for a side whose word is the last: it goes out along with the first {@link #write},
   * which is to follow at once. The other side then has one packet to take instead of two.
   */
  void handshakeUpToWrite() throws IOException {
    in.lock();
    out.lock();
    try {
      handshake.complete();
    } finally {
      out.unlock();
      in.unlock();
    }
  }

  /** Sends what {@link #handshakeUpToWrite} has kept, if nothing is to be written. */
  void flushLastWord() throws IOException {
    out.flush();
  }

  // --- reading ---

  /**
   * Reads up to {@code length} bytes.
   *
   * @return how many, at least 1, or -1 after the peer's close_notify
   * @throws TruncatedStreamException if the stream ends without it
   */
  int read(byte[] bytes, int offset, int length) throws IOException {
    return in.read(bytes, offset, length);
  }

  /**
   * The next bytes, at least one, where they were decrypted. What the caller does not take of them
   * comes again.
   *
   * @return null after the peer's close_notify
   * @throws TruncatedStreamException if the stream ends without it
   */
  ByteBuffer next() throws IOException {
    return in.next();
  }

  /** Returns whether something has come for {@link #read}; of use while no other thread reads. */
  boolean hasInput() throws IOException {
    return in.hasInput();
  }

  /** Waits until no other thread reads. Returns whether that is so by the deadline. */
  boolean awaitReader(Deadline deadline) throws InterruptedException {
    return in.awaitReader(deadline);
  }

  /** Throws away what the peer still sends, up to its close_notify. */
  void drain(Deadline deadline) throws IOException, InterruptedException {
    in.drain(deadline);
  }

  // --- writing ---

  /**
   * Writes all of it, as one record or several.
   *
   * @throws IOException also after {@link #closeOutput}
   */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(ByteBuffer.wrap(bytes, offset, length));
  }

  /** The same of several pieces, one behind the other; the last one is not empty. */
  public void write(ByteBuffer... sources) throws IOException {
    out.write(sources);
  }

  /** Sends close_notify; the other direction stays as it is. Does nothing the second time. */
  public void closeOutput() throws IOException {
    out.close();
  }

  /**
   * {@link #closeOutput}, unless another thread is still blocked in a write at the deadline.
   *
   * @return whether close_notify is sent
   */
  public boolean closeOutput(Deadline deadline) throws IOException, InterruptedException {
    return out.close(deadline);
  }

  // --- as streams ---

  /** The bytes that come. Their end is the other side's close_notify. */
  public InputStream input() {
    return new BlockInputStream() {
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

  /** The bytes that are to go. */
  public OutputStream output() {
    return new BlockOutputStream() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        TlsStream.this.write(bytes, offset, length);
      }
    };
  }
}
