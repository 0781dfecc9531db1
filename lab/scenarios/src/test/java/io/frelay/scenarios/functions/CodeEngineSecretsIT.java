package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.Cloud;

/** On IBM Code Engine. */
class CodeEngineSecretsIT extends SecretMatrix {
  CodeEngineSecretsIT() {
    super(Cloud.CODE_ENGINE);
  }
}
