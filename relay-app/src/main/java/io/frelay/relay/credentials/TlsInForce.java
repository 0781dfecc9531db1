package io.frelay.relay.credentials;

import io.frelay.pem.Trust;
import io.frelay.relay.config.TlsChoice;
import io.frelay.relay.config.TlsProvider;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** The TLS of one set of credentials. */
final class TlsInForce {
  /** The largest EC key BoringSSL verifies by default: P-384. */
  private static final int MAX_BORINGSSL_EC_BITS = 384;

  /**
   * Bytes of a party's chain, as in the JDK's TLS: 10 certificates with RSA keys of 4096 bits take
   * 20 KB.
   */
  private static final int MAX_CERTIFICATE_BYTES = 32 * 1024;

  private final RelayCredentials credentials;
  private final X509ExtendedTrustManager trust;
  private final KeyExchange keyExchange;
  private final SslContext context;

  /**
   * Builds it.
   *
   * @throws IllegalArgumentException if BoringSSL is wanted and does not load here
   */
  TlsInForce(RelayCredentials credentials, TlsChoice choice)
      throws SSLException, GeneralSecurityException {
    this.credentials = credentials;
    this.trust = Trust.in(credentials.authorities()).manager(new PartyCheck(credentials));
    SslProvider provider = provider(credentials, choice.provider());
    boolean isJdk = provider == SslProvider.JDK;
    this.keyExchange =
        KeyExchange.of(choice.groups(), isJdk, credentials.identity().leaf().getPublicKey());
    SslContextBuilder builder =
        IdentityTls.server(credentials.identity())
            .sslProvider(provider)
            .trustManager(trust)
            .protocols("TLSv1.3", "TLSv1.2");
    if (isJdk) {
      keyExchange.prepareJdk();
    } else {
      builder.option(OpenSslContextOption.GROUPS, keyExchange.forBoringSsl());
      builder.option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CERTIFICATE_BYTES);
    }
    this.context = builder.build();
    if (choice.provider() == TlsProvider.BORINGSSL && !isBoringSsl()) {
      throw noBoringSsl(); // a native executable builds the JDK's in its place, and says nothing
    }
  }

  RelayCredentials credentials() {
    return credentials;
  }

  String provider() {
    return isBoringSsl() ? OpenSsl.versionString() : "JDK TLS";
  }

  boolean isBoringSsl() {
    return context instanceof ReferenceCountedOpenSslContext;
  }

  private static IllegalArgumentException noBoringSsl() {
    return new IllegalArgumentException(
        "relay.tls-provider is boringssl, which does not load in this program or on this machine;"
            + " set it to auto or jdk");
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    if (context instanceof JdkSslContext) {
      keyExchange.applyTo(handler.engine());
    }
    return handler;
  }

  /** Verifies a chain as a handshake does. */
  void verify(X509Certificate[] chain) throws CertificateException {
    trust.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
  }

  /** No handler is made from here on; those that were go on. */
  void retire() {
    ReferenceCountUtil.release(context);
  }

  private static SslProvider provider(RelayCredentials credentials, TlsProvider wanted) {
    return switch (wanted) {
      case JDK -> SslProvider.JDK;
      case BORINGSSL -> {
        if (!OpenSsl.isAvailable()) {
          throw noBoringSsl();
        }
        yield SslProvider.OPENSSL_REFCNT;
      }
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
            && ec.getParams().getCurve().getField().getFieldSize() <= MAX_BORINGSSL_EC_BITS);
  }
}
