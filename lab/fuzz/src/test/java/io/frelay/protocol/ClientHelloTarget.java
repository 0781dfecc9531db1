package io.frelay.protocol;

import java.util.Arrays;

/**
 * Fuzzes ClientHellos: accepted input is handshake records with exactly one such message,
 * unchanged.
 */
public final class ClientHelloTarget {
  private ClientHelloTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ClientHello hello;
    try {
      hello = ClientHello.of(input);
    } catch (IllegalArgumentException e) {
      return;
    }
    if (!Arrays.equals(hello.records(), input) || hello.length() != input.length) {
      throw new AssertionError("not the bytes that came");
    }
    int message = 0;
    for (int at = 0; at < input.length; at += 5 + length(input, at)) {
      if (input[at] != 22 || length(input, at) == 0) {
        throw new AssertionError("not a handshake record");
      }
      message += length(input, at);
    }
    int said = (input[6] & 0xff) << 16;
    boolean whole = message >= 5 && input[5] == 1;
    if (!whole || (length(input, 0) >= 4 && said > message)) {
      throw new AssertionError("not one ClientHello");
    }
  }

  private static int length(byte[] records, int at) {
    return TlsRecord.length(records, at);
  }
}
