package io.frelay.pem;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's trust manager, shown one {@link CertificatePath} of what a peer sent, inside a {@link
 * Trust.Check}. However TLS asks, it is the same.
 */
final class CheckingTrustManager extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager jdk;
  private final List<X509Certificate> authorities;
  private final Trust.Check check;

  CheckingTrustManager(
      X509ExtendedTrustManager jdk, List<X509Certificate> authorities, Trust.Check check) {
    this.jdk = jdk;
    this.authorities = authorities;
    this.check = check;
  }

  private X509Certificate[] path(X509Certificate[] sent) throws CertificateException {
    return CertificatePath.of(sent, authorities);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check.of(chain, () -> jdk.checkClientTrusted(path(chain), authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check.of(chain, () -> jdk.checkServerTrusted(path(chain), authType, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check.of(chain, () -> jdk.checkClientTrusted(path(chain), authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check.of(chain, () -> jdk.checkServerTrusted(path(chain), authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check.of(chain, () -> jdk.checkClientTrusted(path(chain), authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check.of(chain, () -> jdk.checkServerTrusted(path(chain), authType));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }
}
