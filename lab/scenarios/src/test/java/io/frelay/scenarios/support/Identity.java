package io.frelay.scenarios.support;

import io.frelay.adm.folder.PemPair;
import io.frelay.pem.CertifiedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that fr-adm would not make, and TLS that presents one whoever asks. */
public final class Identity {
  private final PrivateKey key;
  private final X509Certificate[] chain;

  /** Any key and any certificates, its own first. */
  public Identity(PrivateKey key, X509Certificate... chain) {
    this.key = key;
    this.chain = chain;
  }

  /** One that fr-adm did make. */
  public static Identity of(PemPair pair) {
    CertifiedKey read = read(pair.certificate(), pair.key());
    return new Identity(read.key(), read.leaf());
  }

  /** An EC key on a curve, and a certificate of the relay CA for any subject, such as "O=u". */
  public static Identity issue(Pki pki, String subject, String curve) {
    return issue(pki, new X500Name(subject), curve);
  }

  /** The same for any subject and with any extensions. */
  public static Identity issue(Pki pki, X500Name subject, String curve, Extension... extensions) {
    CertifiedKey ca = read(pki.relayCa(), pki.relayCa().resolveSibling("frelay-key.pem"));
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      KeyPair keys = generator.generateKeyPair();
      Instant now = Instant.now();
      JcaX509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
              X500Name.getInstance(ca.leaf().getSubjectX500Principal().getEncoded()),
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(Duration.ofMinutes(5))),
              Date.from(now.plus(Duration.ofDays(1))),
              subject,
              keys.getPublic());
      for (Extension each : extensions) {
        certificate.addExtension(each);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(ca.key());
      return new Identity(
          keys.getPrivate(),
          new JcaX509CertificateConverter().getCertificate(certificate.build(signer)));
    } catch (GeneralSecurityException | OperatorException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** TLS that trusts the relay's CA and presents this, also to a relay that asks for another CA. */
  public SSLContext tls(Path relayCa) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(Pki.trusting(relayCa));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Stubborn()}, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static CertifiedKey read(Path certificate, Path key) {
    try {
      return CertifiedKey.of(
          Files.readString(certificate), "certificate", Files.readString(key), "key");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Has one key and presents it. */
  private final class Stubborn extends X509ExtendedKeyManager {
    private static final String ALIAS = "key";

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return List.of(types).contains(key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
