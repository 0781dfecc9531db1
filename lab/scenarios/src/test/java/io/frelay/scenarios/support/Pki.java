package io.frelay.scenarios.support;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.PemPair;
import io.frelay.adm.folder.RevokedParties;
import io.frelay.bundle.PartyVariable;
import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Pem;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A throw-away folder of certificates, made by fr-adm's own library. */
public final class Pki {
  private final CertificateFolder folder;

  private Pki(Path root) {
    folder = new CertificateFolder(root);
  }

  /** With a relay and nobody else. */
  public static Pki withRelay(CertificateOptions options) {
    Pki pki = new Pki(TemporaryFolder.create("certs").resolve("certs"));
    pki.make(() -> pki.folder.createRelay(List.of("127.0.0.1"), options));
    return pki;
  }

  /** With a relay and user1's parties 0, 1 and 2. */
  public static Pki standard() {
    Pki pki = withRelay(CertificateOptions.DEFAULTS);
    pki.user("user1");
    for (String party : List.of("0", "1", "2")) {
      pki.party("user1", party, CertificateOptions.DEFAULTS);
    }
    return pki;
  }

  public void user(String name) {
    make(() -> folder.createUser(name, CertificateOptions.DEFAULTS));
  }

  public void party(String user, String name, CertificateOptions options) {
    make(() -> folder.createParty(user, name, options));
  }

  /** A new certificate and key for the relay, in the place of the former. */
  public void renewRelay() {
    make(() -> folder.renewRelay(List.of(), CertificateOptions.DEFAULTS));
  }

  /** Puts what the party shows to the relay on the revocation list, which may be new. */
  public void revoke(String user, String party) {
    make(
        () ->
            RevokedParties.atRelay(root())
                .revoke(user, party, RevocationReason.UNSPECIFIED, Duration.ofDays(1)));
  }

  public Path revocations() {
    return folder.layout().revocations();
  }

  public Path root() {
    return folder.layout().root();
  }

  public PemPair atRelay(String user, String party) {
    return folder.layout().atRelay(user, party);
  }

  public PemPair endToEnd(String user, String party) {
    return folder.layout().endToEnd(user, party);
  }

  public Path relayCa() {
    return folder.layout().relayCa().certificate();
  }

  public Path userCa(String user) {
    return folder.layout().userCa(user).certificate();
  }

  /** A party's certificates and keys. */
  private Map<PartyVariable, Path> files(String user, String party) {
    return new Certificates(folder.layout(), user, List.of(party)).files(party);
  }

  /** For our own client. */
  public PartyCredentials credentials(String user, String party) {
    try {
      return PartyCredentials.fromFiles(files(user, party));
    } catch (CredentialsException e) {
      throw new AssertionError(e);
    }
  }

  /** The six variables of a party that is a process. */
  public Map<String, String> environment(String user, String party) {
    Map<String, String> environment = new LinkedHashMap<>();
    files(user, party).forEach((variable, file) -> environment.put(variable.name(), read(file)));
    return environment;
  }

  /** JDK TLS with a party's relay certificate, for parties driven by hand. */
  public SSLContext outerTls(String user, String party) {
    return tls(relayCa(), atRelay(user, party));
  }

  /** JDK TLS with a party's end-to-end certificate. */
  public SSLContext innerTls(String user, String party) {
    return tls(userCa(user), endToEnd(user, party));
  }

  /** JDK TLS that trusts {@code ca} and presents {@code identity}, or nothing if that is null. */
  public static SSLContext tls(Path ca, PemPair identity) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusting(ca));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity == null ? null : new KeyManager[] {key(identity).keyManager()},
          trust.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyStore trusting(Path ca) throws GeneralSecurityException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (X509Certificate each : Pem.certificates(read(ca), ca.toString())) {
        trusted.setCertificateEntry(each.getSerialNumber().toString(), each);
      }
      return trusted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CertifiedKey key(PemPair pair) throws GeneralSecurityException {
    return CertifiedKey.of(
        read(pair.certificate()),
        pair.certificate().toString(),
        read(pair.key()),
        pair.key().toString());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Making {
    void run() throws AdmException;
  }

  private void make(Making making) {
    try {
      making.run();
    } catch (AdmException e) {
      throw new AssertionError(e);
    }
  }
}
