package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.Cloud;

/** On AWS Lambda. */
class LambdaSecretsIT extends SecretMatrix {
  LambdaSecretsIT() {
    super(Cloud.AWS);
  }
}
