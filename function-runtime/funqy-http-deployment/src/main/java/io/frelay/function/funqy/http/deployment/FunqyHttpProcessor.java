package io.frelay.function.funqy.http.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/** The adapter of Funqy's HTTP binding, as the application's log names it. */
class FunqyHttpProcessor {
  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("frelay-function-funqy-http");
  }
}
