package io.frelay.function.gcp.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/** The adapter of Google Cloud Functions, as the application's log names it. */
class GoogleProcessor {
  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("frelay-function-gcp");
  }
}
