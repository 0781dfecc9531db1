package io.frelay.function.secrets;

import io.frelay.pem.PemBlock;
import io.frelay.pem.RevocationLists;
import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.X509KeyManager;

/**
 * What a configuration of the TLS registry holds, each as PEM, and empty if it has none.
 *
 * @param ca the certificates that it trusts
 * @param certificates its own, with any intermediate CAs behind it
 * @param key of its own certificate
 * @param revoked its revocation lists
 */
record TlsMaterial(String ca, String certificates, String key, String revoked) {
  private static final String CERTIFICATE = "CERTIFICATE";

  /**
   * Reads it. A key store's password is the registry's; so the key is asked of a key manager.
   *
   * @param source what messages call it
   */
  static TlsMaterial of(TlsConfiguration tls, Vertx vertx, String source) throws SecretsException {
    if (tls.isTrustAll()) {
      throw new SecretsException(source + " trusts everybody; name a CA in its trust store");
    }
    try {
      String ca = tls.getTrustStore() == null ? "" : trusted(tls.getTrustStore());
      String revoked = revoked(tls.getSSLOptions().getCrlValues());
      if (tls.getKeyStore() == null) {
        return new TlsMaterial(ca, "", "", revoked);
      }
      X509KeyManager keys = keyManager(tls, vertx, source);
      String alias = alias(keys, tls.getKeyStore(), source);
      byte[] key = keys.getPrivateKey(alias).getEncoded();
      if (key == null) {
        throw new SecretsException(source + " has a key that does not leave its device");
      }
      return new TlsMaterial(
          ca,
          pem(List.of(keys.getCertificateChain(alias))),
          new PemBlock("PRIVATE KEY", key).text(),
          revoked);
    } catch (SecretsException e) {
      throw e;
    } catch (Exception e) { // as Vert.x declares
      throw new SecretsException(source + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String trusted(KeyStore store) throws GeneralSecurityException {
    StringBuilder pem = new StringBuilder();
    for (String alias : Collections.list(store.aliases())) {
      pem.append(pem(List.of(store.getCertificate(alias))));
    }
    return pem.toString();
  }

  private static X509KeyManager keyManager(TlsConfiguration tls, Vertx vertx, String source)
      throws Exception { // Vert.x declares no less
    return Arrays.stream(tls.getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers())
        .filter(X509KeyManager.class::isInstance)
        .map(X509KeyManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new SecretsException(source + " has no key manager"));
  }

  private static String alias(X509KeyManager keys, KeyStore store, String source)
      throws GeneralSecurityException, SecretsException {
    List<String> aliases =
        Collections.list(store.aliases()).stream()
            .filter(each -> keys.getPrivateKey(each) != null)
            .toList();
    if (aliases.size() != 1) {
      throw new SecretsException(
          "%s has %d keys; a party has one".formatted(source, aliases.size()));
    }
    return aliases.get(0);
  }

  private static String pem(List<? extends Certificate> certificates)
      throws GeneralSecurityException {
    StringBuilder pem = new StringBuilder();
    for (Certificate each : certificates) {
      pem.append(new PemBlock(CERTIFICATE, each.getEncoded()).text());
    }
    return pem.toString();
  }

  /** Lists are PEM or DER. */
  private static String revoked(List<Buffer> lists) {
    StringBuilder pem = new StringBuilder();
    for (Buffer list : lists) {
      String text = list.toString(StandardCharsets.ISO_8859_1);
      pem.append(
          text.contains("-----BEGIN ")
              ? text
              : new PemBlock(RevocationLists.LABEL, list.getBytes()).text());
    }
    return pem.toString();
  }
}
