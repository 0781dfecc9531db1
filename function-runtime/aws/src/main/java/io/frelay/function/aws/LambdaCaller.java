package io.frelay.function.aws;

import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.frelay.function.Caller;
import io.frelay.function.runtime.Claims;
import io.frelay.function.runtime.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the caller from an event's request context, or from what AWS says beside the event.
 *
 * <p>Sources: AWS, <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Lambda
 * proxy integrations for HTTP APIs</a>, <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">function URLs</a>, <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html">$context
 * of REST APIs</a>
 */
final class LambdaCaller {
  /** Claims that name a token's subject, the most telling first. */
  private static final List<String> NAMES =
      List.of("cognito:username", "username", "principalId", "sub", "client_id");

  private LambdaCaller() {}

  /**
   * Returns the caller of an event that came over HTTP.
   *
   * @param authorizer of the request context; missing if there was none
   * @param identity of a REST API's request context
   */
  static Optional<Caller> of(JsonNode authorizer, JsonNode identity) {
    if (authorizer.path("jwt").path("claims").isObject()) {
      return named("jwt", authorizer.path("jwt").path("claims"));
    } else if (authorizer.path("claims").isObject()) {
      return named("jwt", authorizer.path("claims"));
    } else if (authorizer.path("iam").isObject()) {
      return iam(authorizer.path("iam"));
    } else if (authorizer.path("lambda").isObject()) {
      return named("authorizer", authorizer.path("lambda"));
    } else if (authorizer.isObject() && !authorizer.isEmpty()) {
      return named("authorizer", authorizer);
    }
    return iam(identity);
  }

  private static Optional<Caller> iam(JsonNode iam) {
    String arn = iam.path("userArn").asText("");
    return arn.isEmpty() || iam.path("userArn").isNull()
        ? Optional.empty()
        : Optional.of(Claims.caller(arn, "iam", iam));
  }

  /** An authorizer need not name anybody: its word is that somebody is let in. */
  private static Optional<Caller> named(String source, JsonNode claims) {
    String name =
        NAMES.stream()
            .map(each -> claims.path(each).asText(""))
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse(source);
    return Optional.of(Claims.caller(name, source, claims));
  }

  /**
   * Returns the caller of a direct invocation: with credentials that Cognito has given, AWS says
   * whose.
   */
  static Optional<Caller> of(Context context) {
    CognitoIdentity identity = context.getIdentity();
    if (identity == null
        || identity.getIdentityId() == null
        || identity.getIdentityId().isBlank()) {
      return Optional.empty();
    }
    JsonNode claims =
        JsonNodeFactory.instance.objectNode().put("identityPoolId", identity.getIdentityPoolId());
    return Optional.of(Claims.caller(identity.getIdentityId(), "cognito", claims));
  }

  /** Attributes that the caller itself sends beside a direct invocation. */
  static HttpHeaders attributes(Context context) {
    Map<String, List<String>> attributes = new HashMap<>();
    if (context.getClientContext() != null && context.getClientContext().getCustom() != null) {
      context
          .getClientContext()
          .getCustom()
          .forEach((name, value) -> attributes.put(name, List.of(String.valueOf(value))));
    }
    return HttpHeaders.ofTexts(attributes);
  }
}
