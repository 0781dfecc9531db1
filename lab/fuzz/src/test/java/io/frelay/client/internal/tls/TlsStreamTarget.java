package io.frelay.client.internal.tls;

import io.frelay.client.TestWorld;
import io.frelay.credentials.TlsLayer;
import io.frelay.fuzz.Choices;
import io.frelay.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A relay that tampers with the records of the end-to-end TLS: whatever it does, the stream gives
 * the first of the peer's bytes and none other, and ends cleanly only after the last.
 */
public final class TlsStreamTarget {
  private static final TlsLayer ZERO;
  private static final TlsLayer ONE;

  static {
    try {
      TestWorld world = new TestWorld();
      ZERO = world.identity("0").endToEnd();
      ONE = world.identity("1").endToEnd();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private TlsStreamTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    Role role = choices.of(2) == 0 ? Role.CLIENT : Role.SERVER;
    String protocol = choices.of(2) == 0 ? "TLSv1.3" : "TLSv1.2";
    Role peerRole = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
    TamperedPeer peer = new TamperedPeer(ONE.engine(peerRole, "0"), protocol, choices);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try {
      TlsStream stream = TlsStream.toTheEnd(ZERO.engine(role, "1"), peer, peer.output());
      stream.handshake();
      peer.speak();
      byte[] some = new byte[300];
      for (int count = stream.read(some, 0, some.length);
          count >= 0;
          count = stream.read(some, 0, some.length)) {
        received.write(some, 0, count);
      }
    } catch (IOException e) {
      requirePrefix(received.toByteArray(), peer.written());
      return;
    }
    if (!Arrays.equals(received.toByteArray(), peer.written())) {
      throw new AssertionError("a clean end, and not what the peer wrote");
    }
  }

  private static void requirePrefix(byte[] received, byte[] written) {
    if (received.length > written.length
        || !Arrays.equals(received, Arrays.copyOf(written, received.length))) {
      throw new AssertionError("bytes that the peer did not write so");
    }
  }
}
