package io.frelay.function.runtime.security;

import io.frelay.function.Caller;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks for the identity of a caller that the platform has verified. */
final class CallerRequest extends BaseAuthenticationRequest {
  private final Caller caller;

  CallerRequest(Caller caller) {
    this.caller = caller;
  }

  Caller caller() {
    return caller;
  }
}
