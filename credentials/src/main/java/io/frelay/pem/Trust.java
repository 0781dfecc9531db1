package io.frelay.pem;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust in some CAs: the JDK's verification of certificate chains that end in one of them (PKIX,
 * RFC 5280), of at most 10 certificates, in bounded time. Made once; safe for use by several
 * threads.
 */
public final class Trust {
  /** The JDK's verification of one chain. */
  public interface Pkix {
    /**
     * Verifies it.
     *
     * @throws CertificateException if it does not hold
     */
    void verify() throws CertificateException;
  }

  /** Additional check of a whole chain. */
  public interface Check {
    /**
     * Decides within the handshake, so that the other side is sent an alert.
     *
     * @param chain what the peer sent, its own certificate first
     * @param pkix has to be called, and its failure to be thrown, or another in its place
     * @throws CertificateException if the chain does not count
     */
    void of(X509Certificate[] chain, Pkix pkix) throws CertificateException;
  }

  private final List<X509Certificate> authorities;
  private final X509ExtendedTrustManager jdk;

  private Trust(List<X509Certificate> authorities, X509ExtendedTrustManager jdk) {
    this.authorities = authorities;
    this.jdk = jdk;
  }

  /** Trust in these CA certificates. */
  public static Trust in(List<X509Certificate> authorities) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot fail to load", e);
    }
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("ca" + i, authorities.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return new Trust(List.copyOf(authorities), extended);
      }
    }
    throw new GeneralSecurityException("this JDK has no trust manager for X.509");
  }

  /** The CAs. */
  public List<X509Certificate> authorities() {
    return authorities;
  }

  /** For an {@link javax.net.ssl.SSLContext}: nothing but PKIX. */
  public X509ExtendedTrustManager manager() {
    return manager((chain, pkix) -> pkix.verify());
  }

  /** The same inside a check of the caller's. */
  public X509ExtendedTrustManager manager(Check check) {
    return new CheckingTrustManager(jdk, authorities, check);
  }
}
