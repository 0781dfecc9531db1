package io.frelay.client.internal.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in words what the JDK's TLS says in nested exceptions. */
public final class TlsDiagnosis {
  private TlsDiagnosis() {}

  /**
   * One clause, such as "its certificate has expired".
   *
   * @param ca the variable that holds the CA of this layer
   * @param certificate the variable that holds our certificate for this layer
   */
  public static String of(SSLException failure, String ca, String certificate) {
    if (cause(failure, CertificateExpiredException.class).isPresent()) {
      return "its certificate has expired; it needs a new one";
    }
    if (cause(failure, CertificateNotYetValidException.class).isPresent()) {
      return "its certificate is not valid yet; compare the clocks";
    }
    if (hasReason(failure, BasicReason.REVOKED)) {
      return "its certificate has been revoked; it needs a new one";
    }
    if (isForeign(failure)) {
      return "its certificate is not signed by " + ca + "; take the CA that issued it";
    }
    Optional<CertificateException> rejected = cause(failure, CertificateException.class);
    if (rejected.isPresent()) {
      return "its certificate is not acceptable: " + rejected.get().getMessage();
    }
    if (isReceivedAlert(failure)) {
      return "it ended TLS with '%s'; check that %s is the one it expects, and not expired"
          .formatted(failure.getMessage(), certificate);
    }
    return failure.getMessage();
  }

  /** Signed by a CA of another name, or by another CA of the same name. */
  private static boolean isForeign(SSLException failure) {
    return cause(failure, CertPathBuilderException.class).isPresent()
        || hasReason(failure, BasicReason.INVALID_SIGNATURE);
  }

  private static boolean hasReason(SSLException failure, BasicReason reason) {
    return cause(failure, CertPathValidatorException.class)
        .filter(e -> e.getReason() == reason)
        .isPresent();
  }

  private static boolean isReceivedAlert(SSLException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("received fatal");
  }

  static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
