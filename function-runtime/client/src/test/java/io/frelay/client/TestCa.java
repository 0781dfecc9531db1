package io.frelay.client;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for one test. */
public final class TestCa {
  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final KeyPurposeId[] BOTH = {
    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
  };

  /** A certificate and its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {
    public String certPem() {
      try {
        return Pems.of("CERTIFICATE", certificate.getEncoded());
      } catch (CertificateEncodingException e) {
        throw new AssertionError(e);
      }
    }

    public String keyPem() {
      return Pems.of("PRIVATE KEY", key.getEncoded());
    }
  }

  /** Content of a certificate to make. */
  public record Wanted(
      String subject, List<String> dnsNames, Duration until, KeyPurposeId[] purposes, KeyPair key) {
    public static Wanted party(String name, String user) {
      return new Wanted(
          "CN=" + name + ",O=" + user, List.of(name), Duration.ofHours(1), BOTH, ecKey());
    }

    public static Wanted relay(String name) {
      return new Wanted("CN=" + name, List.of(name), Duration.ofHours(1), BOTH, ecKey());
    }

    /** Without a user, as certificates of version 1 are. */
    public Wanted ofNoUser() {
      return new Wanted(subject.replaceFirst(",?O=[^,]*", ""), dnsNames, until, purposes, key);
    }

    public Wanted validFor(Duration time) {
      return new Wanted(subject, dnsNames, time, purposes, key);
    }

    public Wanted expired() {
      return new Wanted(subject, dnsNames, Duration.ofMinutes(-1), purposes, key);
    }

    public Wanted withDnsNames(String... names) {
      return new Wanted(subject, List.of(names), until, purposes, key);
    }

    public Wanted withPurposes(KeyPurposeId... ids) {
      return new Wanted(subject, dnsNames, until, ids, key);
    }

    public Wanted withKey(KeyPair pair) {
      return new Wanted(subject, dnsNames, until, purposes, pair);
    }
  }

  final Issued own;
  private final X500Name name;

  TestCa(String name) {
    this(name, Duration.ofHours(2));
  }

  /**
   * @param until when it ends, from now
   */
  TestCa(String name, Duration until) {
    this.name = new X500Name("CN=" + name);
    KeyPair pair = ecKey();
    Wanted wanted = new Wanted("CN=" + name, List.of(), until, BOTH, pair);
    own = sign(wanted, pair.getPrivate(), true);
  }

  public Issued issue(Wanted wanted) {
    return sign(wanted, own.key(), false);
  }

  private Issued sign(Wanted wanted, PrivateKey signer, boolean ca) {
    try {
      return new Issued(certificate(wanted, signer, ca), wanted.key().getPrivate());
    } catch (GeneralSecurityException | OperatorException | CertIOException e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate certificate(Wanted wanted, PrivateKey signer, boolean ca)
      throws GeneralSecurityException, OperatorException, CertIOException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(wanted.until())),
            new X500Name(wanted.subject()),
            wanted.key().getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    if (!ca) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wanted.purposes()));
    }
    if (!wanted.dnsNames().isEmpty()) {
      GeneralName[] names =
          wanted.dnsNames().stream()
              .map(each -> new GeneralName(GeneralName.dNSName, each))
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
  }

  /** List of what it has revoked, in PEM; a newer list is due after {@code due}. */
  public String list(Duration due, Issued... revoked) throws Exception {
    return list(Duration.ofHours(1), due, revoked);
  }

  /** The same, made {@code age} ago. */
  public String list(Duration age, Duration due, Issued... revoked) throws Exception {
    Instant now = Instant.now();
    X509v2CRLBuilder list = new X509v2CRLBuilder(name, Date.from(now.minus(age)));
    list.setNextUpdate(Date.from(now.plus(due)));
    for (Issued each : revoked) {
      list.addCRLEntry(each.certificate().getSerialNumber(), Date.from(now), 0);
    }
    return Pems.of(
        "X509 CRL",
        list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(own.key())).getEncoded());
  }

  /** A context of the JDK's own making: presents {@code identity}, trusts this CA. */
  public SSLContext context(Issued identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain = {identity.certificate()};
    store.setKeyEntry("key", identity.key(), new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", own.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  public static KeyPair ecKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
