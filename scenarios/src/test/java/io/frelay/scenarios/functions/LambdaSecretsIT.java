package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.CloudFunction;
import io.frelay.scenarios.functions.support.LambdaFunction;
import java.util.Map;

/** On AWS Lambda. */
class LambdaSecretsIT extends SecretMatrix {
  @Override
  CloudFunction start(Map<String, String> environment) {
    return LambdaFunction.start(environment);
  }
}
