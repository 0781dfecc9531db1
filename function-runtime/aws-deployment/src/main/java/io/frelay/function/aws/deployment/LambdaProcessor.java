package io.frelay.function.aws.deployment;

import io.quarkus.amazon.lambda.deployment.EventServerOverrideBuildItem;
import io.quarkus.deployment.IsProduction;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/** A function on AWS Lambda, while it is built and tried. */
class LambdaProcessor {
  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("frelay-function-aws");
  }

  @BuildStep(onlyIfNot = IsProduction.class)
  EventServerOverrideBuildItem server() {
    return new EventServerOverrideBuildItem(LocalEventServer::new);
  }
}
