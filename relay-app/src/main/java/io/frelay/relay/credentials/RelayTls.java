package io.frelay.relay.credentials;

import io.frelay.relay.config.OverdueList;
import io.frelay.relay.config.TlsChoice;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The outer TLS: mutual, 1.2 or 1.3, by BoringSSL where that can verify the keys in use. Its
 * credentials can be replaced while it serves: handshakes that have begun go on with those they
 * began with, and what they prove is then held against the new ones. Safe for any thread.
 */
public final class RelayTls {
  private final TlsChoice choice;
  private final OverdueList overdueList;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile TlsInForce inForce;

  /**
   * Builds it once for all connections.
   *
   * @param overdueList treatment of a revocation list that is overdue
   * @throws GeneralSecurityException if the certificates cannot be used
   * @throws SSLException if the provider does not load here or does not take the credentials
   * @throws IllegalArgumentException in one sentence, if it does not have a group that is asked for
   */
  RelayTls(RelayCredentials credentials, TlsChoice choice, OverdueList overdueList)
      throws SSLException, GeneralSecurityException {
    this.choice = choice;
    this.overdueList = overdueList;
    this.inForce = new TlsInForce(credentials, choice);
  }

  /**
   * From now on newcomers get these credentials, and no TLS session of before is resumed.
   *
   * @throws GeneralSecurityException if the certificates cannot be used; then all is as before
   * @throws SSLException if the provider does not take the credentials; then all is as before
   */
  void replace(RelayCredentials credentials) throws SSLException, GeneralSecurityException {
    TlsInForce next = new TlsInForce(credentials, choice);
    TlsInForce before = inForce;
    lock.writeLock().lock(); // nobody is between taking the former and making a handler of it
    try {
      inForce = next;
    } finally {
      lock.writeLock().unlock();
    }
    before.retire();
  }

  /**
   * Returns whether it refuses everybody: the revocation list is overdue, and {@code refuse} is
   * set.
   */
  public boolean isClosed(Instant now) {
    return overdueList == OverdueList.REFUSE && credentials().isListOverdue(now);
  }

  /** Credentials for new connections. */
  public RelayCredentials credentials() {
    return inForce.credentials();
  }

  /** The TLS in use, for the log. */
  public String provider() {
    return inForce.provider();
  }

  /** Returns whether BoringSSL does it. */
  public boolean isBoringSsl() {
    return inForce.isBoringSsl();
  }

  /** A handshake with one party; the stage that drives the connection bounds its time. */
  public Handshake newHandshake(ByteBufAllocator allocator) {
    lock.readLock().lock();
    try {
      TlsInForce now = inForce;
      return new Handshake(now, now.newHandler(allocator));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** One connection's. */
  public final class Handshake {
    private final TlsInForce begunWith;
    private final SslHandler handler;

    private Handshake(TlsInForce begunWith, SslHandler handler) {
      this.begunWith = begunWith;
      this.handler = handler;
      handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS);
    }

    public SslHandler handler() {
      return handler;
    }

    /**
     * The party's certificate, once the handshake has succeeded: good now and by the credentials
     * that are in force now, which may be others than when the handshake, or the TLS session that
     * it resumed, began.
     *
     * @throws CertificateException if it is no longer good
     * @throws SSLPeerUnverifiedException if there is none
     */
    public X509Certificate certificate() throws CertificateException, SSLPeerUnverifiedException {
      Certificate[] shown = handler.engine().getSession().getPeerCertificates();
      X509Certificate[] chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
      TlsInForce now = inForce;
      if (now != begunWith) {
        now.verify(chain);
      }
      chain[0].checkValidity();
      if (isClosed(Instant.now())) {
        throw new OverdueListException();
      }
      return chain[0];
    }
  }
}
