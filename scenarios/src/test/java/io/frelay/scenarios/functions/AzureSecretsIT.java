package io.frelay.scenarios.functions;

import io.frelay.scenarios.functions.support.Cloud;
import io.frelay.scenarios.functions.support.CloudFunction;
import io.frelay.scenarios.support.Project;
import java.util.Map;

/** On Azure Functions. */
class AzureSecretsIT extends SecretMatrix {
  @Override
  CloudFunction start(Map<String, String> environment) {
    return Cloud.AZURE.start(Project.JAVA, environment);
  }
}
