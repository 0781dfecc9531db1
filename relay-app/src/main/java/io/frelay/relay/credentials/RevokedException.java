package io.frelay.relay.credentials;

import java.security.cert.CertificateException;

/** A party's certificate, or one of those above it, is on the relay's revocation list. */
public final class RevokedException extends CertificateException {
  private static final long serialVersionUID = 1L;

  RevokedException() {
    super("on the revocation list");
  }
}
