package io.frelay.relay.cluster;

import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import io.frelay.pem.Trust;
import io.frelay.protocol.Names;
import io.frelay.relay.connection.CertificateMark;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.credentials.IdentityTls;
import io.frelay.relay.credentials.RelayCredentials;
import io.frelay.relay.credentials.RelayTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 between the relays of a cluster, mutual, with the relay's own credentials on both sides.
 * The other side must have a relay's certificate: its leaf names {@code frelay} and may be used as
 * a server and as a client. A party's may not be used as a server, whatever it names. Safe for any
 * thread.
 */
final class TrunkTls {
  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

  private final RelayTls relay;
  private RelayCredentials builtOf;
  private SslContext server;
  private SslContext client;

  TrunkTls(RelayTls relay) {
    this.relay = relay;
  }

  /**
   * Checks that the relay's own certificate is fit for it.
   *
   * @throws PemException in one sentence, if it is an older one, for servers only
   */
  static void requireFit(X509Certificate own) throws PemException {
    if (!hasUse(own, CLIENT_USE)) {
      throw new PemException(
          "the relay's certificate is for servers only, and so not for a cluster, whose relays"
              + " connect to each other: make a new one with fr-adm create relay --renew");
    }
  }

  /** For a connection that another relay has made. */
  synchronized SslHandler server(ByteBufAllocator allocator)
      throws GeneralSecurityException, SSLException {
    build();
    return bounded(server.newHandler(allocator));
  }

  /** For a connection to another relay. */
  synchronized SslHandler client(ByteBufAllocator allocator)
      throws GeneralSecurityException, SSLException {
    build();
    return bounded(client.newHandler(allocator, Names.RELAY, 0));
  }

  /** Whoever drives the connection bounds its time. */
  private static SslHandler bounded(SslHandler handler) {
    handler.setHandshakeTimeout(0, TimeUnit.MILLISECONDS);
    return handler;
  }

  /** Anew when the relay's credentials have changed: then they are another object. */
  @SuppressWarnings("ReferenceEquality")
  private void build() throws GeneralSecurityException, SSLException {
    RelayCredentials now = relay.credentials();
    if (now == builtOf) {
      return;
    }
    TrustManager trust = Trust.in(now.authorities()).manager(this::check);
    SslContext nextServer = with(IdentityTls.server(now.identity()), trust).build();
    SslContext nextClient =
        with(IdentityTls.client(now.identity()), trust)
            .endpointIdentificationAlgorithm(null) // the check is stricter
            .build();
    ReferenceCountUtil.release(server);
    ReferenceCountUtil.release(client);
    server = nextServer;
    client = nextClient;
    builtOf = now;
  }

  private SslContextBuilder with(SslContextBuilder builder, TrustManager trust) {
    return builder
        .sslProvider(relay.isBoringSsl() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
        .trustManager(trust)
        .protocols("TLSv1.3");
  }

  private void check(X509Certificate[] chain, Trust.Pkix pkix) throws CertificateException {
    pkix.verify();
    for (X509Certificate certificate : chain) {
      requireNoObjection(CertificateMark.of(certificate));
    }
    requireRelay(chain[0]);
  }

  /**
   * Gives a connection whose handshake has succeeded the other relay's certificate, or closes it if
   * that is no relay's, or no longer good by the credentials in force now.
   *
   * @return whether it goes on
   */
  boolean identify(Connection connection, SslHandler handler) {
    try {
      Certificate[] chain = handler.engine().getSession().getPeerCertificates();
      X509Certificate leaf = (X509Certificate) chain[0];
      requireRelay(leaf);
      CertificateMark mark = CertificateMark.of(leaf);
      requireNoObjection(mark);
      connection.setCertificate(mark);
      return true;
    } catch (CertificateException | SSLException e) {
      connection.close(CloseReason.UNTRUSTED_CERTIFICATE);
      return false;
    }
  }

  private void requireNoObjection(CertificateMark mark) throws CertificateException {
    if (relay.credentials().objection(mark, Instant.now()).isPresent()) {
      throw new CertificateException("revoked, or expired");
    }
  }

  private static void requireRelay(X509Certificate leaf) throws CertificateException {
    try {
      if (CertificateNames.of(leaf).names(Names.RELAY)
          && hasUse(leaf, SERVER_USE)
          && hasUse(leaf, CLIENT_USE)) {
        return;
      }
    } catch (PemException e) {
      throw new CertificateException(e);
    }
    throw new CertificateException("not the certificate of a relay of a cluster");
  }

  private static boolean hasUse(X509Certificate certificate, String use) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      return uses != null && uses.contains(use);
    } catch (CertificateException e) {
      return false;
    }
  }
}
