package io.frelay.function.deployment;

import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.metrics.MetricsCapabilityBuildItem;
import io.quarkus.runtime.metrics.MetricsFactory;
import java.util.Optional;

/**
 * Takes along what is for an extension that the application has: without it the application holds
 * none of these beans, and loads none of these classes.
 */
class OptionalPartsProcessor {
  private static final String RUNTIME = "io.frelay.function.runtime.";
  private static final String SECRETS = "io.frelay.function.secrets.";

  @BuildStep
  void parts(
      Capabilities has,
      Optional<MetricsCapabilityBuildItem> metrics,
      BuildProducer<AdditionalBeanBuildItem> beans) {
    if (has.isPresent(Capability.SECURITY)) {
      add(beans, "security.SecurityGuard", "security.CallerIdentityProvider");
    }
    if (has.isPresent(Capability.HIBERNATE_VALIDATOR)) {
      add(beans, "validation.ValidationGuard", "validation.ConstraintsOfHandlers");
    }
    if (has.isPresent(Capability.SMALLRYE_HEALTH)) {
      add(beans, "health.SecretsReadiness");
    }
    if (has.isPresent(Capability.OPENTELEMETRY_TRACER)) {
      add(beans, "tracing.Tracing", "tracing.ClientTracing");
    }
    if (metrics.isPresent() && metrics.get().metricsSupported(MetricsFactory.MICROMETER)) {
      add(
          beans,
          "metrics.InvocationMetrics",
          "metrics.CredentialsMetrics",
          "metrics.ClientMetrics");
    }
  }

  /** These two extensions have no capability to be known by. */
  @BuildStep
  void secrets(BuildProducer<AdditionalBeanBuildItem> beans) {
    if (QuarkusClassLoader.isClassPresentAtRuntime("io.quarkus.credentials.CredentialsProvider")) {
      beans.produce(AdditionalBeanBuildItem.unremovableOf(SECRETS + "CredentialsProviderSecrets"));
    }
    if (QuarkusClassLoader.isClassPresentAtRuntime("io.quarkus.tls.TlsConfigurationRegistry")) {
      beans.produce(AdditionalBeanBuildItem.unremovableOf(SECRETS + "TlsRegistrySecrets"));
    }
  }

  private static void add(BuildProducer<AdditionalBeanBuildItem> beans, String... names) {
    for (String name : names) {
      beans.produce(AdditionalBeanBuildItem.unremovableOf(RUNTIME + name));
    }
  }
}
