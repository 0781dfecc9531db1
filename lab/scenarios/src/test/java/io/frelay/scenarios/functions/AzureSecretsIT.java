package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.Cloud;

/** On Azure Functions. */
class AzureSecretsIT extends SecretMatrix {
  AzureSecretsIT() {
    super(Cloud.AZURE);
  }
}
