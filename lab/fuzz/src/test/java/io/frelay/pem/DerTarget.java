package io.frelay.pem;

/** An EC key without its frame: wrapped, or refused. */
public final class DerTarget {
  private DerTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      byte[] wrapped = Der.pkcs8OfSec1(input);
      if (wrapped.length > 2 * input.length + 64) {
        throw new AssertionError("grows");
      }
    } catch (IllegalArgumentException e) {
      // what it says it throws
    }
  }
}
