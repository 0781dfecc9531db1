package io.frelay.client;

import java.nio.charset.StandardCharsets;

/** An address is read back as it is written. */
public final class RelayAddressTarget {
  private RelayAddressTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    RelayAddress address;
    try {
      address = RelayAddress.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return;
    }
    if (!RelayAddress.parse(address.toString()).equals(address)) {
      throw new AssertionError("another address after a round trip: " + address);
    }
  }
}
