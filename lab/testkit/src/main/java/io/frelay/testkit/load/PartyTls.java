package io.frelay.testkit.load;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * A party's outer TLS by BoringSSL. The relay's certificate is not verified: that would be the
 * generator's CPU time, not the relay's. No session is ever resumed.
 */
final class PartyTls {
  /** Read by Netty when its client context is built. */
  private static final String SESSION_CACHE = "io.netty.handler.ssl.openssl.sessionCacheClient";

  private final SslContext context;

  PartyTls(Path certificate, Path key) throws SSLException {
    System.setProperty(SESSION_CACHE, "false");
    context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .keyManager(certificate.toFile(), key.toFile())
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator, "frelay", -1);
    handler.setHandshakeTimeout(60, TimeUnit.SECONDS);
    return handler;
  }
}
