package io.frelay.function.runtime.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * The platform's caller as an identity: its name, its roles, and its claims as attributes. The
 * application's augmentors may add to it.
 */
@Singleton
class CallerIdentityProvider implements IdentityProvider<CallerRequest> {
  @Override
  public Class<CallerRequest> getRequestType() {
    return CallerRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      CallerRequest request, AuthenticationRequestContext context) {
    QuarkusSecurityIdentity.Builder identity =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(request.caller().name()))
            .addRoles(request.caller().roles());
    request.caller().claims().forEach(identity::addAttribute);
    return Uni.createFrom().item(identity.build());
  }
}
