package io.frelay.function;

import java.util.Map;
import java.util.Set;

/**
 * Caller of an invocation, as the platform has verified.
 *
 * @param name such as an e-mail address, an ARN or a subject
 * @param source by what: {@code jwt}, {@code iam}, {@code cognito}, {@code authorizer}, {@code
 *     google-iam} or {@code azure-authentication}
 * @param roles of a token's claims {@code roles}, {@code groups} and {@code cognito:groups}, or as
 *     the platform names them
 * @param claims what else is said, at most 64; what is no text is JSON
 */
public record Caller(String name, String source, Set<String> roles, Map<String, String> claims) {
  public Caller {
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /** Without the claims, which are personal. */
  @Override
  public String toString() {
    return "Caller[" + source + "]";
  }
}
