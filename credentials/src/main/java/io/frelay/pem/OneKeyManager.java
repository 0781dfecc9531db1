package io.frelay.pem;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Presents one key, whoever asks, if it is of a kind that is asked for. The JDK's own managers take
 * their keys from a key store, which encrypts them: that alone would be a third of the time a
 * function needs before its first connection.
 */
final class OneKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "key";

  private final CertifiedKey key;

  OneKeyManager(CertifiedKey key) {
    this.key = key;
  }

  /** Key types are EC, RSA, EdDSA and the like, some with what they are used for behind a line. */
  private boolean isOf(String keyType) {
    String wanted = keyType.split("_", -1)[0];
    String algorithm = key.leaf().getPublicKey().getAlgorithm();
    return wanted.equals(algorithm) || (wanted.startsWith("Ed") && algorithm.startsWith("Ed"));
  }

  private String alias(String... keyTypes) {
    for (String each : keyTypes) {
      if (isOf(each)) {
        return ALIAS;
      }
    }
    return null;
  }

  private String[] aliases(String keyType) {
    return isOf(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return aliases(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return aliases(keyType);
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return alias(keyType);
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return key.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key.key();
  }
}
