package io.frelay.function.azure.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/** The adapter of Azure, as the application's log names it. */
class AzureProcessor {
  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("frelay-function-azure");
  }
}
