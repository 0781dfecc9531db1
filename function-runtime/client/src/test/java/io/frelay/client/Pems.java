package io.frelay.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes PEM. */
final class Pems {
  private Pems() {}

  static String of(String label, byte[] der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
