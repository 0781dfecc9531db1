package io.frelay.relay.authenticate;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.credentials.OverdueListException;
import io.frelay.relay.credentials.RevokedException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;

/** Cause of a failed handshake: the JDK and BoringSSL wrap the same causes differently. */
public final class HandshakeFailure {
  /** BoringSSL's and the JDK's words (17, 25) for a client that sends no certificate. */
  private static final List<String> NO_CERTIFICATE =
      List.of(
          "PEER_DID_NOT_RETURN_A_CERTIFICATE",
          "Empty client certificate chain",
          "Empty server certificate chain");

  private HandshakeFailure() {}

  public static CloseReason reasonOf(Throwable failure) {
    CloseReason reason = CloseReason.HANDSHAKE_FAILED;
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 16; depth++, cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return CloseReason.EXPIRED_CERTIFICATE;
      }
      if (cause instanceof RevokedException) {
        return CloseReason.REVOKED_CERTIFICATE;
      }
      if (cause instanceof OutOfMemoryError) {
        return CloseReason.OVER_MEMORY_BUDGET;
      }
      if (cause instanceof OverdueListException) {
        return CloseReason.REVOCATION_LIST_OVERDUE;
      }
      if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
        reason = CloseReason.UNTRUSTED_CERTIFICATE;
      } else if (cause instanceof NotSslRecordException) {
        return CloseReason.NOT_TLS;
      } else if (cause instanceof ClosedChannelException) {
        return CloseReason.PARTY_LEFT;
      } else if (saysNoCertificate(cause)) {
        return CloseReason.NO_CERTIFICATE;
      }
    }
    return reason;
  }

  private static boolean saysNoCertificate(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return NO_CERTIFICATE.stream().anyMatch(text::contains);
  }
}
