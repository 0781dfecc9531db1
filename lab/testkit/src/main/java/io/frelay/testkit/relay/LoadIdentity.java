package io.frelay.testkit.relay;

import io.frelay.pem.CertifiedKey;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * One key and the CA it trusts, as TLS client and server: by BoringSSL where it loads, since a load
 * generator is to cost little. Names are not verified: whoever is here has been started by us.
 */
public final class LoadIdentity {
  private static final SslProvider PROVIDER =
      OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;

  private final SslContext client;
  private final SslContext server;

  public LoadIdentity(CertifiedKey key, List<X509Certificate> authorities) throws SSLException {
    X509Certificate[] chain = key.chain().toArray(X509Certificate[]::new);
    X509Certificate[] trusted = authorities.toArray(X509Certificate[]::new);
    client =
        SslContextBuilder.forClient()
            .sslProvider(PROVIDER)
            .keyManager(key.key(), chain)
            .trustManager(trusted)
            .build();
    server =
        SslContextBuilder.forServer(key.key(), chain)
            .sslProvider(PROVIDER)
            .trustManager(trusted)
            .clientAuth(ClientAuth.REQUIRE)
            .build();
  }

  /** Which TLS library it is, for the report. */
  public static String library() {
    return PROVIDER == SslProvider.OPENSSL ? OpenSsl.versionString() : "the JDK's TLS";
  }

  /** For the side that connects. */
  public SSLEngine client(String name) {
    return client.newEngine(UnpooledByteBufAllocator.DEFAULT, name, 1);
  }

  /** For the side that accepts. */
  public SSLEngine server() {
    return server.newEngine(UnpooledByteBufAllocator.DEFAULT);
  }
}
