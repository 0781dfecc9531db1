package io.frelay.adm.folder;

import java.nio.file.Path;

/**
 * Paths of a certificate and its private key.
 *
 * @param certificate the certificate's PEM file
 * @param key the private key's PEM file, PKCS#8
 */
public record PemPair(Path certificate, Path key) {}
