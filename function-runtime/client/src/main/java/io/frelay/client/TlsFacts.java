package io.frelay.client;

/**
 * Outcome of a TLS handshake.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite such as {@code TLS_AES_256_GCM_SHA384}
 * @param applicationProtocol agreed on by ALPN; empty if none was
 */
public record TlsFacts(String protocol, String cipherSuite, String applicationProtocol) {}
