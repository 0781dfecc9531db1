package io.frelay.protocol;

import io.frelay.fuzz.Choices;
import java.util.Arrays;
import java.util.Optional;

/** A request means the same in every split, and what was decoded encodes to the same request. */
public final class AuthRequestTarget {
  private AuthRequestTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    int piece = 1 + choices.of(256);
    byte[] bytes = choices.rest();
    Optional<AuthRequest> whole = decode(bytes, Math.max(1, bytes.length));
    if (!decode(bytes, piece).equals(whole)) {
      throw new AssertionError("depends on how it is split");
    }
    if (whole.isPresent()) {
      AuthRequest request = whole.get();
      byte[] encoded;
      try {
        encoded = request.encode();
      } catch (IllegalArgumentException e) {
        return; // a tag that JSON escapes into more than fits, or with half a surrogate pair
      }
      if (!decode(encoded, encoded.length).equals(whole)) {
        throw new AssertionError("another request after a round trip: " + request);
      }
    }
  }

  private static Optional<AuthRequest> decode(byte[] bytes, int piece) {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    Optional<AuthRequest> request = Optional.empty();
    try {
      for (int from = 0; from < bytes.length; from += piece) {
        int to = Math.min(bytes.length, from + piece);
        Optional<AuthRequest> now = decoder.feed(Arrays.copyOfRange(bytes, from, to));
        if (request.isEmpty()) {
          request = now;
        }
      }
      return request;
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }
}
