package io.frelay.pem;

import io.frelay.protocol.Printable;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.util.List;

/** The elliptic curves that the JDK signs with, and so TLS too; it reads keys of others. */
final class Curves {
  /** Advice for a key on another curve. */
  static final String ADVICE = "make one on P-256, P-384 or P-521";

  private static final List<EllipticCurve> SUPPORTED =
      List.of(named("secp256r1"), named("secp384r1"), named("secp521r1"));

  private Curves() {}

  private static EllipticCurve named(String name) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  /**
   * @param source the key text's name in messages
   * @throws PemException if it is an EC key on another curve
   */
  static void requireSupported(Key key, String source) throws PemException {
    if (key instanceof ECKey ec && !SUPPORTED.contains(ec.getParams().getCurve())) {
      // The JDK's own parameters say "secp256k1 (1.3.132.0.10)".
      String name = Printable.of(ec.getParams().toString());
      throw new PemException(
          "%s: the key is on the curve %s, which is not supported here; %s"
              .formatted(source, name, ADVICE));
    }
  }
}
