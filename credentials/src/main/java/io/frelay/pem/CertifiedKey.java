package io.frelay.pem;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A private key and the certificate chain that speaks for it, leaf first. It never prints the key.
 */
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {
  /**
   * Reads both and checks that they belong together. Whether the certificate is valid today is left
   * to the caller, who knows what to say about it.
   *
   * @throws PemException if one cannot be read or they do not match
   */
  public static CertifiedKey of(
      String certificatePem, String certificateSource, String keyPem, String keySource)
      throws PemException {
    List<X509Certificate> chain = Pem.certificates(certificatePem, certificateSource);
    PrivateKey key = Pem.privateKey(keyPem, keySource);
    Curves.requireSupported(chain.get(0).getPublicKey(), certificateSource);
    if (!matches(key, chain.get(0).getPublicKey())) {
      throw new PemException(keySource + " is not the key of " + certificateSource);
    }
    return new CertifiedKey(key, chain);
  }

  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** Presents this key, for an {@link javax.net.ssl.SSLContext}. */
  public X509ExtendedKeyManager keyManager() {
    return new OneKeyManager(this);
  }

  private static boolean matches(PrivateKey key, PublicKey certified) throws PemException {
    if (key instanceof RSAPrivateKey rsa) {
      return certified instanceof RSAPublicKey other && rsa.getModulus().equals(other.getModulus());
    }
    // An EC or EdDSA private key does not carry its public key: sign something and see.
    if (!sameFamily(key.getAlgorithm(), certified.getAlgorithm())) {
      return false;
    }
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA";
    try {
      byte[] text = {1};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(text);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certified);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // keys of different curves
    }
  }

  private static boolean sameFamily(String one, String other) {
    return one.equals(other) || (one.startsWith("Ed") && other.startsWith("Ed"));
  }

  @Override
  public String toString() {
    return "CertifiedKey[" + leaf().getSubjectX500Principal() + "]";
  }
}
