package io.frelay.client;

import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite such as {@code TLS_AES_256_GCM_SHA384}
 */
public record TlsFacts(String protocol, String cipherSuite) {
  static TlsFacts of(SSLSession session) {
    return new TlsFacts(session.getProtocol(), session.getCipherSuite());
  }
}
