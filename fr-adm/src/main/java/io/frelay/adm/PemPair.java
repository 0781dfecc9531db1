package io.frelay.adm;

import java.nio.file.Path;

/**
 * Where a certificate and its private key lie.
 *
 * @param certificate the certificate's PEM file
 * @param key the private key's PEM file, PKCS#8
 */
public record PemPair(Path certificate, Path key) {}
