package io.frelay.relay.credentials;

import io.frelay.pem.CertifiedKey;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;

/** Netty's TLS with the relay's key and certificate, for both sides; what it trusts is open. */
public final class IdentityTls {
  /**
   * Netty puts the key into a key store and takes it out again, in memory. One of the default type
   * takes a tenth of the relay's start to derive keys from no password.
   */
  private static final String KEY_STORE = "JKS";

  private IdentityTls() {}

  /** For a server that requires a certificate of its clients. */
  public static SslContextBuilder server(CertifiedKey identity) {
    return SslContextBuilder.forServer(identity.key(), chain(identity))
        .keyStoreType(KEY_STORE)
        .clientAuth(ClientAuth.REQUIRE);
  }

  /** For a client. */
  public static SslContextBuilder client(CertifiedKey identity) {
    return SslContextBuilder.forClient()
        .keyManager(identity.key(), chain(identity))
        .keyStoreType(KEY_STORE);
  }

  private static X509Certificate[] chain(CertifiedKey identity) {
    return identity.chain().toArray(X509Certificate[]::new);
  }
}
