package io.frelay.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Decodes text in one piece. */
final class AuthRequests {
  private AuthRequests() {}

  static Optional<AuthRequest> decode(String json) throws MalformedMessageException {
    return new AuthRequestDecoder().feed(json.getBytes(StandardCharsets.UTF_8));
  }
}
