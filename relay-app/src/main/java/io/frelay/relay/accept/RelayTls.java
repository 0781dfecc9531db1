package io.frelay.relay.accept;

import io.frelay.relay.config.TlsProvider;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The outer TLS: mutual, 1.2 or 1.3, by BoringSSL where that can verify the keys in use. */
public final class RelayTls {
  /** The largest EC key BoringSSL verifies by default: P-384. */
  private static final int MOST_BORINGSSL_EC_BITS = 384;

  static {
    // The JDK would let a TLS 1.2 party begin anew, as somebody else; Netty's BoringSSL does not.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final SslContext context;

  /**
   * Builds it once for all connections.
   *
   * @throws GeneralSecurityException if the certificates cannot be used
   * @throws SSLException if the provider does not load here or does not take the credentials
   */
  public RelayTls(RelayCredentials credentials, TlsProvider wanted)
      throws SSLException, GeneralSecurityException {
    context =
        SslContextBuilder.forServer(
                credentials.identity().key(),
                credentials.identity().chain().toArray(X509Certificate[]::new))
            .sslProvider(provider(credentials, wanted))
            .trustManager(PartyTrust.in(credentials.authorities()))
            .clientAuth(ClientAuth.REQUIRE)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
  }

  /** The TLS in use, for the log. */
  public String provider() {
    return context instanceof ReferenceCountedOpenSslContext ? OpenSsl.versionString() : "JDK TLS";
  }

  /** A handler for one connection; the stage that drives the connection bounds its time. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS);
    return handler;
  }

  private static SslProvider provider(RelayCredentials credentials, TlsProvider wanted) {
    return switch (wanted) {
      case JDK -> SslProvider.JDK;
      case BORINGSSL -> SslProvider.OPENSSL_REFCNT;
      case AUTO ->
          OpenSsl.isAvailable() && boringSslVerifies(credentials)
              ? SslProvider.OPENSSL_REFCNT
              : SslProvider.JDK;
    };
  }

  /**
   * Parties' keys are not known beforehand; a CA signs mostly its own kind, so the CA's kind
   * decides.
   */
  private static boolean boringSslVerifies(RelayCredentials credentials) {
    List<X509Certificate> authorities = credentials.authorities();
    return Stream.concat(authorities.stream(), Stream.of(credentials.identity().leaf()))
        .allMatch(certificate -> boringSslVerifies(certificate.getPublicKey()));
  }

  private static boolean boringSslVerifies(PublicKey key) {
    return key instanceof RSAPublicKey
        || (key instanceof ECPublicKey ec
            && ec.getParams().getCurve().getField().getFieldSize() <= MOST_BORINGSSL_EC_BITS);
  }
}
