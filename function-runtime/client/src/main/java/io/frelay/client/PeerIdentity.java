package io.frelay.client;

import java.security.cert.X509Certificate;

/**
 * Verified peer of a session.
 *
 * @param name the party asked for, which the certificate names
 * @param certificate its certificate, under the user's CA
 */
public record PeerIdentity(String name, X509Certificate certificate) {}
