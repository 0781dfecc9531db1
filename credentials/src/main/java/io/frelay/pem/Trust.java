package io.frelay.pem;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whose signature counts. */
public final class Trust {
  private Trust() {}

  /**
   * The JDK's verification of certificate chains that end in one of these CA certificates (PKIX,
   * RFC 5280), of at most 10 certificates, in bounded time. Safe for use by several threads.
   */
  public static X509ExtendedTrustManager in(List<X509Certificate> authorities)
      throws GeneralSecurityException {
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
        return new OnePathTrustManager(extended, authorities);
      }
    }
    throw new GeneralSecurityException("this JDK has no trust manager for X.509");
  }
}
