package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.frelay.function.Caller;
import io.frelay.function.CallerFront;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the caller from the headers that a platform's front has written.
 *
 * <p>Sources: Google, <a
 * href="https://cloud.google.com/run/docs/authenticating/service-to-service">Authenticating
 * service-to-service</a>; Microsoft, <a
 * href="https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities">Work
 * with user identities in Azure App Service authentication</a>
 */
final class CallerHeaders {
  /** Google checks this one if it is there, and then not the other. */
  private static final String SERVERLESS = "X-Serverless-Authorization";

  private static final String AUTHORIZATION = "Authorization";
  private static final String BEARER = "Bearer ";
  private static final String PRINCIPAL = "X-Ms-Client-Principal";
  private static final String PRINCIPAL_NAME = "X-Ms-Client-Principal-Name";
  private static final String PRINCIPAL_ID = "X-Ms-Client-Principal-Id";

  private CallerHeaders() {}

  /**
   * The caller, if there is one.
   *
   * @throws FunctionException if the header makes no sense, or comes twice
   */
  static Optional<Caller> caller(HttpHeaders headers, CallerFront trusted)
      throws FunctionException {
    return switch (trusted) {
      case NONE -> Optional.empty();
      case GOOGLE_IAM -> google(headers);
      case AZURE_AUTHENTICATION -> azure(headers);
    };
  }

  private static Optional<Caller> google(HttpHeaders headers) throws FunctionException {
    String name = headers.has(SERVERLESS) ? SERVERLESS : AUTHORIZATION;
    Optional<String> value = headers.one(name);
    if (value.isEmpty() || !value.get().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String[] parts = value.get().strip().split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty(); // an access token, which says nothing
    }
    JsonNode claims = json(Base64.getUrlDecoder(), parts[1], name);
    boolean hasEmail = claims.hasNonNull("email") && claims.path("email_verified").asBoolean(true);
    String caller = claims.path(hasEmail ? "email" : "sub").asText();
    return caller.isEmpty()
        ? Optional.empty()
        : Optional.of(Claims.caller(caller, "google-iam", claims));
  }

  private static Optional<Caller> azure(HttpHeaders headers) throws FunctionException {
    Optional<String> principal = headers.one(PRINCIPAL);
    Optional<String> shown = headers.one(PRINCIPAL_NAME).or(() -> headers.first(PRINCIPAL_ID));
    if (principal.isEmpty()) {
      return Optional.empty();
    }
    JsonNode read = json(Base64.getDecoder(), principal.get(), PRINCIPAL);
    String nameType = read.path("name_typ").asText();
    String roleType = read.path("role_typ").asText("roles");
    Set<String> roles = new TreeSet<>();
    Map<String, String> claims = new LinkedHashMap<>();
    for (JsonNode each : read.path("claims")) {
      String type = each.path("typ").asText();
      String value = each.path("val").asText();
      if (type.equals(roleType) || type.equals("roles")) {
        roles.add(value);
      } else if (claims.size() < Claims.MAX_CLAIMS) {
        claims.putIfAbsent(type, value);
      }
    }
    String name = shown.orElse(claims.getOrDefault(nameType, ""));
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new Caller(name, "azure-authentication", roles, claims));
  }

  private static JsonNode json(Base64.Decoder decoder, String text, String header)
      throws FunctionException {
    try {
      JsonNode read = ExactJson.MAPPER.readTree(decoder.decode(text.strip()));
      if (read.isObject()) {
        return read;
      }
    } catch (IOException | IllegalArgumentException e) {
      // Said below, without what is in it.
    }
    throw new FunctionException(
        ErrorCode.BAD_INPUT, "the header %s does not say who calls".formatted(header));
  }
}
