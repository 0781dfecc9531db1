package io.frelay.function.runtime.security;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.Guard;
import io.frelay.function.runtime.HandlerMethod;
import io.frelay.function.runtime.Invocation;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.spi.runtime.MethodDescription;
import io.quarkus.security.spi.runtime.SecurityCheck;
import io.quarkus.security.spi.runtime.SecurityCheckStorage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.Optional;

/** Says who calls, and asks the security annotations of a handler whether it may. */
@Singleton
class SecurityGuard implements Guard {
  private final CurrentIdentityAssociation current;
  private final IdentityProviderManager identities;
  private final SecurityCheckStorage checks;

  @Inject
  SecurityGuard(
      CurrentIdentityAssociation current,
      IdentityProviderManager identities,
      SecurityCheckStorage checks) {
    this.current = current;
    this.identities = identities;
    this.checks = checks;
  }

  @Override
  public void admit(Invocation invocation, Class<?> type) throws FunctionException {
    try {
      SecurityIdentity caller = identity(invocation);
      Optional<Method> method = HandlerMethod.of(type);
      if (method.isPresent()) {
        check(caller, MethodDescription.ofMethod(method.get()));
      }
    } catch (SecurityException e) {
      throw refusal(e).orElseThrow(() -> e);
    }
  }

  private void check(SecurityIdentity caller, MethodDescription method) {
    SecurityCheck check = checks.getSecurityCheck(method);
    if (check != null && !check.requiresMethodArguments()) { // these are for when it is called
      check.apply(caller, method, null);
    }
  }

  /** Identity of the caller. The one that Quarkus has made of the request goes first. */
  private SecurityIdentity identity(Invocation invocation) {
    SecurityIdentity present = current.getIdentity();
    if (!present.isAnonymous() || invocation.caller().isEmpty()) {
      return present;
    }
    SecurityIdentity caller =
        identities.authenticateBlocking(new CallerRequest(invocation.caller().get()));
    current.setIdentity(caller);
    return caller;
  }

  @Override
  public Optional<FunctionException> refusal(Throwable thrown) {
    if (thrown instanceof UnauthorizedException || thrown instanceof AuthenticationException) {
      return Optional.of(
          new FunctionException(
              ErrorCode.UNAUTHENTICATED,
              "the request does not say, or not well, who calls",
              thrown));
    } else if (thrown instanceof ForbiddenException) {
      return Optional.of(
          new FunctionException(ErrorCode.FORBIDDEN, "the caller may not do this", thrown));
    }
    return Optional.empty();
  }
}
