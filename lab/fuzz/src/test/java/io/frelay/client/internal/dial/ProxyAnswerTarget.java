package io.frelay.client.internal.dial;

import io.frelay.client.RelayAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Fuzzes a proxy's answer: the connection is open or the reason is reported, and the bytes that
 * follow are not read.
 */
public final class ProxyAnswerTarget {
  private static final RelayAddress RELAY = new RelayAddress("relay.example", 443);
  private static final byte[] BEHIND = {22, 3, 3};

  private ProxyAnswerTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    answered("http://me:secret@proxy", input);
    answered("socks5://me:secret@proxy", input);
  }

  private static void answered(String url, byte[] input) {
    Optional<Proxy> proxy = ProxyRules.fromEnvironment(Map.of("ALL_PROXY", url)).towards(RELAY);
    try {
      int taken = take(proxy.orElseThrow(), input);
      byte[] glued = new byte[taken + BEHIND.length];
      System.arraycopy(input, 0, glued, 0, taken);
      System.arraycopy(BEHIND, 0, glued, taken, BEHIND.length);
      if (take(proxy.orElseThrow(), glued) != taken) {
        throw new AssertionError("took bytes behind the answer");
      }
    } catch (IOException e) {
      if (e.getMessage().contains("secret")) {
        throw new AssertionError("said the password", e);
      }
    }
  }

  private static int take(Proxy proxy, byte[] input) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    proxy.request(in, OutputStream.nullOutputStream(), RELAY);
    return input.length - in.available();
  }
}
