package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** deploy/gcp/service.yaml as deploy.sh fills it in, against the model of a Knative service. */
class KnativeServiceIT extends DeployScenario {
  private static final Path MANIFEST = Project.ROOT.resolve("deploy/gcp/target/frelay-model.yaml");

  @BeforeEach
  void prepare() throws IOException {
    prepare(
        "gcp",
        Map.of(
            "PROJECT", "demo",
            "REGION", "europe-west3",
            "DEST", "1,2",
            "RELAY", "relay.example.org:6000",
            "VARIANT", "service",
            "NAME", "frelay-model",
            "IMAGE", "registry.example.org/frelay/function:1",
            "RELAY_ZONE", "europe-west3-a"),
        "gcloud");
  }

  @Test
  void theManifestIsAServiceAndNothingElse() throws Exception {
    succeeds("deploy.sh", "--dry-run");
    Service service = StrictYaml.MAPPER.readValue(MANIFEST.toFile(), Service.class);
    assertThat(service.getApiVersion()).isEqualTo("serving.knative.dev/v1");
    assertThat(service.getMetadata().getName()).isEqualTo("frelay-model");
    assertThat(service.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry("autoscaling.knative.dev/minScale", "0")
        .containsEntry("autoscaling.knative.dev/maxScale", "10")
        .containsEntry("run.googleapis.com/cpu-throttling", "true");

    RevisionSpec revision = service.getSpec().getTemplate().getSpec();
    assertThat(revision.getServiceAccountName())
        .isEqualTo("frelay-model@demo.iam.gserviceaccount.com");
    assertThat(revision.getContainerConcurrency()).isEqualTo(8);
    assertThat(revision.getTimeoutSeconds()).isEqualTo(60);

    assertThat(revision.getContainers()).hasSize(1);
    Container container = revision.getContainers().get(0);
    assertThat(container.getImage()).isEqualTo("registry.example.org/frelay/function:1");
    assertThat(container.getPorts().get(0).getContainerPort()).isEqualTo(8080);
    assertThat(container.getStartupProbe().getTcpSocket().getPort().getIntVal()).isEqualTo(8080);
    assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
    assertThat(
            container.getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue)))
        .containsOnly(
            Map.entry("RELAY", "relay.example.org:6000"),
            Map.entry("DEST", "1,2"),
            Map.entry("FRELAY_HANDLER", "overlap"),
            Map.entry("FRELAY_TIMEOUT", "55s"),
            Map.entry("FRELAY_BUNDLE_FILE", "/frelay/bundle"));
    assertThat(container.getVolumeMounts().get(0).getMountPath()).isEqualTo("/frelay");
    assertThat(revision.getVolumes().get(0).getSecret().getSecretName())
        .isEqualTo("frelay-user1-0");
    assertThat(revision.getVolumes().get(0).getSecret().getItems().get(0).getPath())
        .isEqualTo("bundle");
  }

  /** So that the test above means something. */
  @Test
  void whatTheModelDoesNotHaveIsRefused() throws Exception {
    succeeds("deploy.sh", "--dry-run");
    String misspelt = Files.readString(MANIFEST).replace("timeoutSeconds", "timeOutSeconds");
    assertThatThrownBy(() -> StrictYaml.MAPPER.readValue(misspelt, Service.class))
        .isInstanceOf(JsonMappingException.class)
        .hasMessageContaining("timeOutSeconds");
  }

  @Test
  void aValueThatIsMoreThanAWordIsRefused() throws Exception {
    scripts.with("IMAGE", "x\" evil: \"y");
    assertThat(fails("deploy.sh").err()).contains("IMAGE: ", "cannot stand in service.yaml");
    assertThat(cloud.calls()).isEmpty();
  }
}
