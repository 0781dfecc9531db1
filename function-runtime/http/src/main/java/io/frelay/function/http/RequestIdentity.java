package io.frelay.function.http;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Identity by Quarkus's own HTTP security (OIDC, basic authentication, client certificates), for
 * the invocation that is made of a request. None where the application has no such security.
 */
@Singleton
class RequestIdentity {
  private static final int UNAUTHORIZED = 401;

  private final Instance<CurrentIdentityAssociation> current;
  private final Instance<HttpAuthenticator> authenticator;

  @Inject
  RequestIdentity(
      Instance<CurrentIdentityAssociation> current, Instance<HttpAuthenticator> authenticator) {
    this.current = current;
    this.authenticator = authenticator;
  }

  /** Answers a request as its caller. */
  HttpAnswer as(RoutingContext request, Supplier<HttpAnswer> work) {
    if (!current.isResolvable()) {
      return work.get();
    }
    ManagedContext scope = Arc.container().requestContext();
    if (scope.isActive()) {
      identify(request);
      return work.get();
    }
    scope.activate();
    try {
      identify(request);
      return work.get();
    } finally {
      scope.terminate();
    }
  }

  private void identify(RoutingContext request) {
    Uni<SecurityIdentity> deferred = request.get(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
    if (request.user() instanceof QuarkusHttpUser user) {
      current.get().setIdentity(user.getSecurityIdentity());
    } else if (deferred != null) { // authentication that is not proactive
      current.get().setIdentity(deferred);
    }
  }

  /**
   * Headers that tell a caller how to say who it is, as the application's mechanisms have it. May
   * block.
   */
  Map<CharSequence, String> challenge(RoutingContext request) {
    if (!authenticator.isResolvable()) {
      return Map.of();
    }
    var challenge = authenticator.get().getChallenge(request).await().indefinitely();
    return challenge == null || challenge.status != UNAUTHORIZED
        ? Map.of()
        : challenge.getHeaders();
  }
}
