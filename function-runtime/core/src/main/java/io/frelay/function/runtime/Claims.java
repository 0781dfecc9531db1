package io.frelay.function.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.frelay.function.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Claims about a caller, by a token or a gateway's authorizer. */
public final class Claims {
  /** Most claims of one caller; more are left out. */
  static final int MAX_CLAIMS = 64;

  /** The claims that are roles; the last is what Quarkus's own modules for Lambda take. */
  private static final List<String> ROLES = List.of("roles", "groups", "cognito:groups");

  private Claims() {}

  /** The caller that they make. */
  public static Caller caller(String name, String source, JsonNode claims) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : claims.properties()) {
      if (texts.size() < MAX_CLAIMS && !each.getValue().isNull()) {
        texts.put(each.getKey(), text(each.getValue()));
      }
    }
    Set<String> roles = new TreeSet<>();
    ROLES.forEach(claim -> addRoles(claims.path(claim), roles));
    return new Caller(name, source, roles, texts);
  }

  /** Gateways write a list as text: {@code [admin user]}, or with commas. */
  private static void addRoles(JsonNode claim, Set<String> roles) {
    if (claim.isArray()) {
      claim.forEach(each -> addRole(each.asText(), roles));
    } else if (claim.isTextual()) {
      for (String each : claim.textValue().replaceAll("^\\[|]$", "").split("[,\\s]+", -1)) {
        addRole(each, roles);
      }
    }
  }

  private static void addRole(String role, Set<String> roles) {
    if (!role.isEmpty()) {
      roles.add(role);
    }
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
