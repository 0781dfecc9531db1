package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.Cloud;

/** On Google Cloud Functions. */
class GoogleSecretsIT extends SecretMatrix {
  GoogleSecretsIT() {
    super(Cloud.GOOGLE);
  }
}
