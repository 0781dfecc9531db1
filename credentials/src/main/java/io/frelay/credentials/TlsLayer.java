package io.frelay.credentials;

import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Trust;
import io.frelay.protocol.Role;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Identity and trust of one layer of TLS. Made once for all connections.
 *
 * @param key our key and certificate chain
 * @param keyManagers present it
 * @param trust in the CAs of this layer
 * @param revoked certificates that are not trusted even so
 */
public record TlsLayer(
    CertifiedKey key, KeyManager[] keyManagers, Trust trust, RevocationListInForce revoked) {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** To the JDK's selector: answer the client as if it had offered nothing. */
  private static final String NO_PROTOCOL = "";

  /**
   * Makes it.
   *
   * @param trusted the CAs of the other side
   * @param revoked those of their certificates that do not count
   */
  public static TlsLayer of(
      CertifiedKey key, List<X509Certificate> trusted, RevocationListInForce revoked) {
    try {
      return new TlsLayer(key, new KeyManager[] {key.keyManager()}, Trust.in(trusted), revoked);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot do TLS with " + key, e);
    }
  }

  /** Returns the same with another revocation list. */
  public TlsLayer heeding(RevocationListInForce other) {
    return new TlsLayer(key, keyManagers, trust, other);
  }

  /** The CAs of this layer. */
  public List<X509Certificate> trusted() {
    return trust.authorities();
  }

  /** True if a chain of signatures leads from our certificate to one of these CAs. */
  public boolean isSignedBy(List<X509Certificate> authorities) {
    try {
      X509CertSelector leaf = new X509CertSelector();
      leaf.setCertificate(key.leaf());
      Set<TrustAnchor> anchors =
          authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(key.chain())));
      parameters.setRevocationEnabled(false);
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (CertPathBuilderException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot verify certificates", e);
    }
  }

  /**
   * An engine for one connection to whoever is named {@code peer}, mutual in either role. Each has
   * a context of its own, so that no session is ever resumed.
   */
  public SSLEngine engine(Role role, String peer) {
    return engine(role, peer, List.of());
  }

  /**
   * The same, with protocols to agree on by ALPN. They are an offer and never a condition: a peer
   * that knows none of them, or has others, is served without any.
   */
  public SSLEngine engine(Role role, String peer, List<String> protocols) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager manager = trust.manager(new PeerCheck(revoked, peer));
      context.init(keyManagers, new TrustManager[] {manager}, null);
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(role == Role.CLIENT);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setProtocols(PROTOCOLS);
      if (role == Role.SERVER) {
        parameters.setNeedClientAuth(true);
        // Parameters would refuse a client that offers other protocols only.
        engine.setHandshakeApplicationProtocolSelector(
            (unused, offered) ->
                protocols.stream().filter(offered::contains).findFirst().orElse(NO_PROTOCOL));
      } else {
        parameters.setServerNames(serverNames(peer));
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
      }
      engine.setSSLParameters(parameters);
      return engine;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot do TLS with " + key, e);
    }
  }

  /** A party's name need not be a legal host name; then there is no SNI. */
  private static List<SNIServerName> serverNames(String peer) {
    try {
      return List.of(new SNIHostName(peer));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** Returns the certificate's description, never the key. */
  @Override
  public String toString() {
    return "TlsLayer[" + key + "]";
  }
}
