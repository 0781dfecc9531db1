package io.frelay.function.codeengine.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/** The adapter of IBM Code Engine, as the application's log names it. */
class CodeEngineProcessor {
  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("frelay-function-ibm-ce");
  }
}
